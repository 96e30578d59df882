using System.Globalization;
using System.Text;
using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Agent.Logging;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.Vcpu;

/// <summary>The guest's processors, from sysfs.</summary>
/// <param name="root">
/// Usually /sys/devices/system/cpu; in it are folders <c>cpu0</c>, <c>cpu1</c>, … with a file <c>online</c> where the processor can be taken away.
/// </param>
internal sealed class VcpuCommands(string root) : VcpuCommandsBase
{
    private static ReadOnlySpan<byte> Prefix => "cpu"u8;

    /// <inheritdoc/>
    public override CommandResult<IReadOnlyList<GuestLogicalProcessor>> GuestGetVcpus()
    {
        using KernelFile folder = KernelFile.Open(root);
        List<GuestLogicalProcessor> processors = [];
        DirectoryNames names = new(folder, stackalloc byte[DirectoryNames.Room]);
        while (names.Read())
        {
            if (!names.Current.StartsWith(Prefix) || !KernelNumber.TryParse(names.Current[Prefix.Length..], out ulong number))
            {
                continue;
            }

            if (Read(folder, names.Current, (long)number, out bool isOnline, out bool canOffline) is { } error)
            {
                return error;
            }

            processors.Add(new() { LogicalId = (long)number, Online = isOnline, CanOffline = canOffline });
        }

        if (!names.Error.IsSuccess)
        {
            return QapiError.Generic(names.Error.Describe($"failed to list entries: {root}"));
        }

        processors.Sort((one, other) => one.LogicalId.CompareTo(other.LogicalId));
        return processors;
    }

    /// <inheritdoc/>
    public override CommandResult<long> GuestSetVcpus(in GuestSetVcpusArguments arguments)
    {
        SwitchRecord record = new();
        foreach (GuestLogicalProcessor vcpu in arguments.Vcpus)
        {
            record.Add(vcpu.LogicalId, vcpu.Online);
        }

        Log.Audit($"guest-set-vcpus called, {record}");
        long done = 0;
        using KernelFile folder = KernelFile.Open(root);
        foreach (GuestLogicalProcessor wanted in arguments.Vcpus)
        {
            if (Set(folder, wanted.LogicalId, wanted.Online) is { } error)
            {
                return done > 0 ? done : error;
            }

            done++;
        }

        return done;
    }

    private QapiError? Set(KernelFile folder, long number, bool online)
    {
        byte[] name = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cpu{number}"));
        if (Read(folder, name, number, out bool isOnline, out bool canOffline) is { } error)
        {
            return error;
        }

        if (isOnline == online)
        {
            return null;
        }

        return canOffline ? Write(number, online) : QapiError.Generic($"logical processor #{number} can't be offlined");
    }

    private QapiError? Read(KernelFile folder, ReadOnlySpan<byte> name, long number, out bool isOnline, out bool canOffline)
    {
        isOnline = true;
        canOffline = false;
        using KernelFile file = folder.Open(name, "online"u8);
        if (file.Error == Errno.ENOENT)
        {
            // A processor that cannot be taken away has no such file.
            Errno missing = folder.Find(name);
            return missing.IsSuccess ? null : QapiError.Generic(missing.Describe($"Could not open '{Folder(number)}'"));
        }

        if (!file.Error.IsSuccess)
        {
            return QapiError.Generic(file.Error.Describe($"could not open {OnlineFile(number)}"));
        }

        Span<byte> state = stackalloc byte[1];
        Errno error = file.Read(state, out int length);
        if (length == 0)
        {
            string what = $"pread(\"{OnlineFile(number)}\")";
            return QapiError.Generic(error.IsSuccess ? $"{what}: unexpected EOF" : error.Describe(what));
        }

        isOnline = state[0] != (byte)'0';
        canOffline = true;
        return null;
    }

    private QapiError? Write(long number, bool online)
    {
        string path = OnlineFile(number);
        using SafeDescriptor file = Libc.Open(path, Libc.O_WRONLY | Libc.O_CLOEXEC);
        if (file.IsInvalid)
        {
            return QapiError.Generic(Errno.Last.Describe($"could not open {path}"));
        }

        Errno error = WholeFile.Write(file, online ? "1"u8 : "0"u8);
        return error.IsSuccess ? null : QapiError.Generic(error.Describe($"pwrite(\"{path}\")"));
    }

    private string Folder(long number) => string.Create(CultureInfo.InvariantCulture, $"{root}/cpu{number}/");

    // With two slashes, as in the texts that clients have always been sent.
    private string OnlineFile(long number) => $"{Folder(number)}/online";
}
