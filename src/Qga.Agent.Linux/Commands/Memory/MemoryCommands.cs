using System.Globalization;
using System.Text;
using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Agent.Logging;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.Memory;

/// <summary>The blocks of memory that the guest's kernel takes online and offline.</summary>
/// <param name="root">
/// Usually /sys/devices/system/memory; it has folders <c>memory0</c>, <c>memory1</c>, … and a file <c>block_size_bytes</c>. A kernel
/// that cannot switch memory does not have it.
/// </param>
internal sealed class MemoryCommands(string root) : MemoryCommandsBase
{
    private const string SizeFile = "block_size_bytes";

    private static ReadOnlySpan<byte> Prefix => "memory"u8;

    /// <inheritdoc/>
    public override CommandResult<IReadOnlyList<GuestMemoryBlock>> GuestGetMemoryBlocks()
    {
        using KernelFile folder = KernelFile.Open(root);
        if (folder.Error == Errno.ENOENT)
        {
            return new List<GuestMemoryBlock>();
        }

        List<GuestMemoryBlock> blocks = [];
        DirectoryNames names = new(folder, stackalloc byte[DirectoryNames.Room]);
        while (names.Read())
        {
            if (names.Current.StartsWith(Prefix) && KernelNumber.TryParse(names.Current[Prefix.Length..], out ulong number))
            {
                SysfsFault? fault = Describe(folder, names.Current, number, out GuestMemoryBlock block);
                if (fault is { IsGone: false })
                {
                    return QapiError.Generic(fault.Value.Text);
                }

                if (fault is null)
                {
                    blocks.Add(block);
                }
            }
        }

        if (!names.Error.IsSuccess)
        {
            // Without a blank, as in the text that clients have always been sent.
            return QapiError.Generic(names.Error.Describe($"Can't open directory\"{root}/\""));
        }

        blocks.Sort((one, other) => one.PhysIndex.CompareTo(other.PhysIndex));
        return blocks.Count > 0 ? blocks : QapiError.Generic("guest reported zero memory blocks!");
    }

    /// <inheritdoc/>
    public override CommandResult<IReadOnlyList<GuestMemoryBlockResponse>> GuestSetMemoryBlocks(in GuestSetMemoryBlocksArguments arguments)
    {
        SwitchRecord record = new();
        foreach (GuestMemoryBlock block in arguments.MemBlks)
        {
            record.Add((long)block.PhysIndex, block.Online);
        }

        Log.Audit($"guest-set-memory-blocks called, {record}");
        using KernelFile folder = KernelFile.Open(root);
        List<GuestMemoryBlockResponse> responses = new(arguments.MemBlks.Count);
        foreach (GuestMemoryBlock wanted in arguments.MemBlks)
        {
            GuestMemoryBlockResponseType response = Set(folder, wanted.PhysIndex, wanted.Online, out Errno error);
            responses.Add(new() { Response = response, ErrorCode = error.IsSuccess ? null : error.Value, PhysIndex = wanted.PhysIndex });
        }

        return responses;
    }

    /// <inheritdoc/>
    public override CommandResult<GuestMemoryBlockInfo> GuestGetMemoryBlockInfo()
    {
        Span<byte> text = stackalloc byte[32];
        using KernelFile file = KernelFile.Open($"{root}/{SizeFile}");
        if (SysfsFile.Read(file, SizeFile, text, out int length) is { } fault)
        {
            Errno folder = Libc.Access($"{root}/", Libc.F_OK);
            return QapiError.Generic(folder.IsSuccess ? fault.Text : folder.Describe($"open(\"{root}/\")"));
        }

        return KernelNumber.TryParseHexadecimal(text[..length].TrimEnd((byte)'\n'), out ulong size)
            ? new GuestMemoryBlockInfo { Size = size }
            : QapiError.Generic($"sysfs file \"{SizeFile}\" does not hold a number");
    }

    private SysfsFault? Describe(KernelFile folder, ReadOnlySpan<byte> name, ulong number, out GuestMemoryBlock description)
    {
        MemoryBlock block = new(folder, name);
        bool isRemovable = false;
        SysfsFault? fault = block.ReadState(out bool? isOnline);
        if (fault is null && isOnline is not null)
        {
            fault = block.ReadRemovable(out isRemovable);
        }
        else if (fault is null && block.Find() is { IsSuccess: false } missing)
        {
            // A block that was taken away looks like one that has no state.
            fault = new($"Could not open '{Path(number)}'", missing);
        }

        description = new() { PhysIndex = number, Online = isOnline ?? true, CanOffline = isOnline is not null && isRemovable };
        return fault;
    }

    private GuestMemoryBlockResponseType Set(KernelFile folder, ulong number, bool online, out Errno error)
    {
        error = folder.Error;
        if (!error.IsSuccess)
        {
            return error == Errno.ENOENT ? GuestMemoryBlockResponseType.OperationNotSupported : GuestMemoryBlockResponseType.OperationFailed;
        }

        MemoryBlock block = new(folder, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"memory{number}")));
        error = block.Find();
        if (!error.IsSuccess)
        {
            return error == Errno.ENOENT ? GuestMemoryBlockResponseType.NotFound : GuestMemoryBlockResponseType.OperationFailed;
        }

        if (block.ReadState(out bool? isOnline) is { } unreadable)
        {
            error = unreadable.Error;
            return GuestMemoryBlockResponseType.OperationFailed;
        }

        if (isOnline is null && !online)
        {
            error = Errno.ENOENT;
            return GuestMemoryBlockResponseType.OperationNotSupported;
        }

        error = (isOnline ?? true) == online ? default : Switch(number, online);
        return error.IsSuccess ? GuestMemoryBlockResponseType.Success : GuestMemoryBlockResponseType.OperationFailed;
    }

    // To take a block offline can take minutes: the kernel moves its content elsewhere.
    private Errno Switch(ulong number, bool online) => WholeFile.Write($"{Path(number)}state", online ? "online"u8 : "offline"u8);

    private string Path(ulong number) => string.Create(CultureInfo.InvariantCulture, $"{root}/memory{number}/");
}
