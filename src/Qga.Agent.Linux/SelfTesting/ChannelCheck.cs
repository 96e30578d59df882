using System.Globalization;
using System.Text;
using Qga.Agent.Configuration;
using Qga.Agent.Linux.Channels;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Linux.ProcFs;
using Qga.Linux.SysFs;

namespace Qga.Agent.Linux.SelfTesting;

/// <summary>The way in: whether it is there, whether the agent may use it, and who does.</summary>
internal static class ChannelCheck
{
    private const string Area = "channel";
    private const string AgentName = "qemu-ga";

    /// <summary>Looks at the channel of the settings.</summary>
    /// <returns>The folder of the process that is the agent: one that serves the channel, or else this one.</returns>
    public static string Run(AgentSettings settings, Findings findings)
    {
        string path = settings.Path ?? DefaultPaths.ForMethod(settings.Method) ?? "";
        string process = "/proc/self";
        if (!DefaultPaths.IsMethod(settings.Method))
        {
            findings.Add(Area, settings.Method, Severity.Failure, "there is no such channel");
        }
        else if (path.Length == 0)
        {
            findings.Add(Area, settings.Method, Severity.Failure, "it needs an address: the option -p, or the key 'path'");
        }
        else if (settings.Method == "unix-listen")
        {
            CheckFolder(path, findings);
        }
        else if (settings.Method == "vsock-listen")
        {
            CheckVsock(path, findings);
        }
        else if (CheckDevice(path, findings))
        {
            process = CheckHolders(ChannelDevice.Locate(path), process, findings);
        }

        return process;
    }

    private static void CheckFolder(string path, Findings findings)
    {
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } name ? name : ".";
        Errno error = Libc.Access(folder, Libc.W_OK | Libc.X_OK);
        bool isLong = Encoding.UTF8.GetByteCount(path) > UnixAddress.MaximumPath;
        findings.Add(
            Area,
            path,
            error.IsSuccess && !isLong ? Severity.Ok : Severity.Failure,
            !error.IsSuccess ? error.Describe($"no socket can be made in {folder}")
                : isLong ? "the path is too long for a socket"
                : "the socket can be made");
    }

    private static void CheckVsock(string path, Findings findings)
    {
        using SafeDescriptor socket = Libc.Socket(Libc.AF_VSOCK, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0);
        Errno error = socket.IsInvalid ? Errno.Last : default;
        findings.Add(
            Area, path, error.IsSuccess ? Severity.Ok : Severity.Failure, error.IsSuccess ? "the kernel has vsock" : error.Describe("the kernel has no vsock"));
    }

    // Not opened: the host would see an agent come and go, and a port takes no second process.
    private static bool CheckDevice(string path, Findings findings)
    {
        string device = ChannelDevice.Locate(path);
        Errno error = Libc.Stat(Encoding.UTF8.GetBytes(device), out FileStatus status);
        if (error == Errno.ENOENT)
        {
            findings.Add(Area, path, Severity.Failure, $"it is not there: {Ports()}");
            return false;
        }

        bool isDevice = status.Type is Libc.S_IFCHR;
        error = error.IsSuccess ? Libc.Access(device, Libc.R_OK | Libc.W_OK) : error;
        findings.Add(
            Area,
            path,
            error.IsSuccess && isDevice ? Severity.Ok : Severity.Failure,
            !error.IsSuccess ? error.Message
                : !isDevice ? "it is no character device"
                : device == path ? "it is there, and may be read and written"
                : $"it is there as {device}, found by its name, and may be read and written");
        return true;
    }

    private static string Ports()
    {
        Errno error = VirtioPorts.Read("/sys", out List<VirtioPort> ports);
        string names = "";
        foreach (VirtioPort port in ports)
        {
            names += names.Length == 0 ? port.Name : $", {port.Name}";
        }

        return names.Length > 0 ? $"the host has given the guest other ports ({names})"
            : error == Errno.ENOENT ? "the host has given the guest no virtio-serial device, or its driver is not loaded"
            : "the host has given the guest no port with a name";
    }

    private static string CheckHolders(string device, string process, Findings findings)
    {
        if (!LinklessPath.Resolve(Encoding.UTF8.GetBytes(device), out string name).IsSuccess)
        {
            return process;
        }

        List<DeviceHolder> holders = DeviceHolders.Find("/proc", name);
        foreach (DeviceHolder holder in holders)
        {
            string number = holder.Process.ToString(CultureInfo.InvariantCulture);
            bool isAgent = holder.Program == AgentName;
            process = isAgent ? $"/proc/{number}" : process;
            findings.Add(
                Area,
                name,
                isAgent ? Severity.Ok : Severity.Failure,
                isAgent ? $"an agent serves it, process {number}" : $"the process {number} ({holder.Program}) holds it");
        }

        if (holders.Count == 0)
        {
            findings.Add(
                Area,
                name,
                Severity.Warning,
                Libc.EffectiveUid() == 0 ? "no process holds it: the agent does not run" : "no process of this user holds it; only root sees those of others");
        }

        return process;
    }
}
