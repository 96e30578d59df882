using System.Buffers.Text;
using System.Globalization;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Protocol.Errors;

namespace Qga.Agent.Commands.Memory;

/// <summary>The blocks in which the guest's kernel takes memory into use and gives it up.</summary>
/// <param name="root">As a rule /sys/devices/system/memory; in it are folders <c>memory0</c>, <c>memory1</c>, … and a file <c>block_size_bytes</c>. A kernel that cannot switch memory does not have it.</param>
internal sealed class MemoryCommands(string root) : MemoryCommandsBase
{
    private const string Prefix = "memory";
    private const string SizeFile = "block_size_bytes";

    /// <inheritdoc/>
    public override CommandResult<IReadOnlyList<GuestMemoryBlock>> GuestGetMemoryBlocks()
    {
        Errno listed = Libc.ReadDirectory(root, out List<string> names);
        if (listed == Errno.ENOENT)
        {
            return new List<GuestMemoryBlock>();
        }

        if (!listed.IsSuccess)
        {
            // Without a blank, as in the text that clients have always been sent.
            return QapiError.Generic(listed.Describe($"Can't open directory\"{root}/\""));
        }

        List<GuestMemoryBlock> blocks = [];
        foreach (string name in names)
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal)
                && ulong.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number))
            {
                SysfsFault? fault = Describe(number, out GuestMemoryBlock block);
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

        blocks.Sort((one, other) => one.PhysIndex.CompareTo(other.PhysIndex));
        return blocks.Count > 0 ? blocks : QapiError.Generic("guest reported zero memory blocks!");
    }

    /// <inheritdoc/>
    public override CommandResult<IReadOnlyList<GuestMemoryBlockResponse>> GuestSetMemoryBlocks(in GuestSetMemoryBlocksArguments arguments)
    {
        List<GuestMemoryBlockResponse> responses = new(arguments.MemBlks.Count);
        foreach (GuestMemoryBlock wanted in arguments.MemBlks)
        {
            GuestMemoryBlockResponseType response = Set(wanted.PhysIndex, wanted.Online, out Errno error);
            responses.Add(new() { Response = response, ErrorCode = error.IsSuccess ? null : error.Value, PhysIndex = wanted.PhysIndex });
        }

        return responses;
    }

    /// <inheritdoc/>
    public override CommandResult<GuestMemoryBlockInfo> GuestGetMemoryBlockInfo()
    {
        Errno folder = Libc.Access($"{root}/", Libc.F_OK);
        if (!folder.IsSuccess)
        {
            return QapiError.Generic(folder.Describe($"open(\"{root}/\")"));
        }

        Span<byte> text = stackalloc byte[32];
        if (SysfsFile.Read($"{root}/", SizeFile, text, out int length) is { } fault)
        {
            return QapiError.Generic(fault.Text);
        }

        return Utf8Parser.TryParse(text[..length], out ulong size, out _, 'x')
            ? new GuestMemoryBlockInfo { Size = size }
            : QapiError.Generic($"sysfs file \"{SizeFile}\" does not hold a number");
    }

    private SysfsFault? Describe(ulong number, out GuestMemoryBlock description)
    {
        MemoryBlock block = Block(number);
        bool isRemovable = false;
        SysfsFault? fault = block.ReadState(out bool? isOnline);

        // A block that was taken away looks like one that has no state.
        fault ??= isOnline is null ? block.Find() : block.ReadRemovable(out isRemovable);
        description = new() { PhysIndex = number, Online = isOnline ?? true, CanOffline = isOnline is not null && isRemovable };
        return fault;
    }

    private GuestMemoryBlockResponseType Set(ulong number, bool online, out Errno error)
    {
        error = Libc.Access(root, Libc.F_OK);
        if (!error.IsSuccess)
        {
            return error == Errno.ENOENT ? GuestMemoryBlockResponseType.OperationNotSupported : GuestMemoryBlockResponseType.OperationFailed;
        }

        MemoryBlock block = Block(number);
        if (block.Find() is { } missing)
        {
            error = missing.Error;
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

        error = (isOnline ?? true) == online ? default : block.Switch(online);
        return error.IsSuccess ? GuestMemoryBlockResponseType.Success : GuestMemoryBlockResponseType.OperationFailed;
    }

    private MemoryBlock Block(ulong number) => new(string.Create(CultureInfo.InvariantCulture, $"{root}/{Prefix}{number}/"));
}
