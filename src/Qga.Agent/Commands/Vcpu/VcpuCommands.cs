using System.Globalization;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Protocol.Errors;

namespace Qga.Agent.Commands.Vcpu;

/// <summary>The guest's processors, as sysfs has them.</summary>
/// <param name="root">As a rule /sys/devices/system/cpu; in it are folders <c>cpu0</c>, <c>cpu1</c>, … with a file <c>online</c> where the processor can be taken away.</param>
internal sealed class VcpuCommands(string root) : VcpuCommandsBase
{
    private const string Prefix = "cpu";

    /// <inheritdoc/>
    public override CommandResult<IReadOnlyList<GuestLogicalProcessor>> GuestGetVcpus()
    {
        Errno listed = Libc.ReadDirectory(root, out List<string> names);
        if (!listed.IsSuccess)
        {
            return QapiError.Generic(listed.Describe($"failed to list entries: {root}"));
        }

        List<GuestLogicalProcessor> processors = [];
        foreach (string name in names)
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal)
                || !long.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number))
            {
                continue;
            }

            if (Read(number, out bool isOnline, out bool canOffline) is { } error)
            {
                return error;
            }

            processors.Add(new() { LogicalId = number, Online = isOnline, CanOffline = canOffline });
        }

        processors.Sort((one, other) => one.LogicalId.CompareTo(other.LogicalId));
        return processors;
    }

    /// <inheritdoc/>
    public override CommandResult<long> GuestSetVcpus(in GuestSetVcpusArguments arguments)
    {
        long done = 0;
        foreach (GuestLogicalProcessor wanted in arguments.Vcpus)
        {
            if (Set(wanted.LogicalId, wanted.Online) is { } error)
            {
                return done > 0 ? done : error;
            }

            done++;
        }

        return done;
    }

    private QapiError? Set(long number, bool online)
    {
        if (Read(number, out bool isOnline, out bool canOffline) is { } error)
        {
            return error;
        }

        if (isOnline == online)
        {
            return null;
        }

        return canOffline ? Write(number, online) : QapiError.Generic($"logical processor #{number} can't be offlined");
    }

    private QapiError? Read(long number, out bool isOnline, out bool canOffline)
    {
        isOnline = true;
        canOffline = false;
        Errno folder = Libc.Access(Folder(number), Libc.F_OK);
        if (!folder.IsSuccess)
        {
            return QapiError.Generic(folder.Describe($"Could not open '{Folder(number)}'"));
        }

        string path = OnlineFile(number);
        using SafeDescriptor file = Libc.Open(path, Libc.O_RDONLY | Libc.O_CLOEXEC);
        if (file.IsInvalid)
        {
            // A processor that cannot be taken away has no such file.
            return Errno.Last == Errno.ENOENT ? null : QapiError.Generic(Errno.Last.Describe($"could not open {path}"));
        }

        Span<byte> state = stackalloc byte[1];
        nint count = Libc.Read(file, state);
        if (count <= 0)
        {
            return QapiError.Generic(count < 0 ? Errno.Last.Describe($"pread(\"{path}\")") : $"pread(\"{path}\"): unexpected EOF");
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

        return Libc.Write(file, online ? "1"u8 : "0"u8) == 1 ? null : QapiError.Generic(Errno.Last.Describe($"pwrite(\"{path}\")"));
    }

    private string Folder(long number) => string.Create(CultureInfo.InvariantCulture, $"{root}/{Prefix}{number}/");

    // With two slashes, as in the texts that clients have always been sent.
    private string OnlineFile(long number) => $"{Folder(number)}/online";
}
