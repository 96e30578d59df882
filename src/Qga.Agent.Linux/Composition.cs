using Qga.Agent.Commands.Agent;
using Qga.Agent.Commands.Exec;
using Qga.Agent.Commands.Freeze;
using Qga.Agent.Commands.Sync;
using Qga.Agent.Commands.Time;
using Qga.Agent.Configuration;
using Qga.Agent.Dispatch;
using Qga.Agent.Generated;
using Qga.Agent.Linux.Channels;
using Qga.Agent.Linux.Commands.Disks;
using Qga.Agent.Linux.Commands.Diskstats;
using Qga.Agent.Linux.Commands.Exec;
using Qga.Agent.Linux.Commands.File;
using Qga.Agent.Linux.Commands.Filesystem;
using Qga.Agent.Linux.Commands.Freeze;
using Qga.Agent.Linux.Commands.Load;
using Qga.Agent.Linux.Commands.Memory;
using Qga.Agent.Linux.Commands.Network;
using Qga.Agent.Linux.Commands.Os;
using Qga.Agent.Linux.Commands.Password;
using Qga.Agent.Linux.Commands.Power;
using Qga.Agent.Linux.Commands.Route;
using Qga.Agent.Linux.Commands.Ssh;
using Qga.Agent.Linux.Commands.Suspend;
using Qga.Agent.Linux.Commands.Time;
using Qga.Agent.Linux.Commands.Trim;
using Qga.Agent.Linux.Commands.Vcpu;
using Qga.Agent.Linux.Loop;
using Qga.Agent.Linux.State;
using Qga.Agent.Policy;
using Qga.Agent.Sessions;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Linux.SysFs;
using Qga.Linux.Users;
using Qga.Protocol.Limits;

namespace Qga.Agent.Linux;

/// <summary>The one place that puts the agent together.</summary>
internal static class Composition
{
    /// <summary>What the schema's conditions find here.</summary>
    public const Symbols Symbols = Generated.Symbols.ConfigLinux;

    private static readonly TimeSpan s_busyFile = TimeSpan.FromSeconds(30);

    /// <summary>Makes everything behind the channel.</summary>
    /// <param name="settings">What the administrator has set.</param>
    /// <param name="loop">The event loop.</param>
    /// <param name="threads">Its threads.</param>
    /// <param name="freeze">Whether file systems are frozen.</param>
    /// <param name="callEnded">Called after each call that may have blocked.</param>
    public static ChannelContext Create(AgentSettings settings, EventLoop loop, LoopThreads threads, FreezeState freeze, Action callEnded)
    {
        CommandPolicy policy = new(settings.AllowedCommands, settings.BlockedCommands, freeze);
        HandleCounter handles = new(settings.StateDirectory, () => DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        MountList mounts = new("/proc");
        FilesystemControl control = new();
        BlockDevices devices = new("/sys", "/run/udev", new SerialNumbers(BlockDevices.ReadSerial, TimeSpan.FromSeconds(2)).Of);
        FreezeLimits limits = new() { Freeze = settings.FreezeLimit, Frozen = settings.FreezeTimeout };
        FreezeCommands freezing = new(
            mounts,
            new(new BlockBases("/sys", "/dev", "/proc")),
            new(control, new(settings.FreezeInclude, settings.FreezeExclude)),
            freeze,
            new(settings.FsfreezeHook, limits.Hook),
            limits,
            new());
        freezing.Recover();
        CommandTable table = new()
        {
            Symbols = Symbols,
            Sync = new SyncCommands(),
            Agent = new AgentCommands(AgentVersion.Number, Command.DeclaredFor(Symbols), policy),
            Time = new TimeCommands(new LinuxClocks(LinuxClocks.UsualDevices, "/etc/adjtime")),
            Power = new PowerCommands(PowerCommands.UsualFolders),
            File = new FileCommands(handles, s_busyFile),
            Freeze = freezing,
            Trim = new TrimCommands(mounts, control),
            Suspend = new SuspendCommands(null, "/sys/power/state"),
            Network = new NetworkCommands(),
            Vcpu = new VcpuCommands("/sys/devices/system/cpu"),
            Disks = new DisksCommands(devices),
            Filesystem = new FilesystemCommands(mounts, devices),
            Password = new PasswordCommands("chpasswd"),
            Memory = new MemoryCommands("/sys/devices/system/memory"),
            Exec = new ExecCommands(loop, ProcessLimits.Standard),
            Os = new OsCommands(OsReleaseFiles(), "/run/utmp", "/run/systemd/sessions"),
            Devices = new UnsupportedDevicesCommands(),
            Ssh = new SshCommands(new NameService("getent", "/etc/passwd", "/etc/group", TimeSpan.FromSeconds(20)).FindAccount),
            Diskstats = new DiskstatsCommands("/proc/diskstats"),
            Load = new LoadCommands("/proc/stat", Libc.TicksPerSecond()),
            Route = new RouteCommands("/proc/net"),
        };
        Deadlines deadlines = new(settings.CommandTimeout, settings.SlowCommandTimeout);
        SessionSettings sessions = new(MappedPages.Allocate, new Budget(SessionSettings.RequestByteLimit), deadlines);
        if (settings.Policies.Count == 0)
        {
            return new(loop, threads, new CallExecutor(new Dispatcher(table, policy)), sessions, callEnded);
        }

        // Peers for whom there are different rules share neither open files nor programs.
        PeerExecutors peers = new(settings.Policies, rules =>
        {
            CommandPolicy ruled = new(settings.AllowedCommands, settings.BlockedCommands, freeze, rules);
            CommandTable permitted = new(table)
            {
                Agent = new AgentCommands(AgentVersion.Number, Command.DeclaredFor(Symbols), ruled),
                File = new FileCommands(handles, s_busyFile, new FileRules(rules, ruled)),
                Exec = new ExecCommands(loop, ProcessLimits.Standard, rules.Execute is null ? null : new(rules.Execute)),
                Rules = rules.Users is null ? table.Rules : new UserRules(rules.Users),
            };
            return new(new Dispatcher(permitted, ruled));
        });
        return new(loop, threads, peers.Of(settings.Method, peer: null), sessions, callEnded) { PeerExecutors = peers };
    }

    // The variable is for tests of clients.
    private static string[] OsReleaseFiles() =>
        Environment.GetEnvironmentVariable("QGA_OS_RELEASE") is { } path ? [path] : ["/etc/os-release", "/usr/lib/os-release"];
}
