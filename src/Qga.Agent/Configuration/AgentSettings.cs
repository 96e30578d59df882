using Qga.Agent.Policy;

namespace Qga.Agent.Configuration;

/// <summary>Everything that the command line and the configuration file can set; what they leave open has its default here.</summary>
internal sealed record AgentSettings
{
    /// <summary>Whether to go to the background (<c>-d</c>, key <c>daemon</c>).</summary>
    public bool Daemonize { get; init; }

    /// <summary>The way in: <c>virtio-serial</c>, <c>isa-serial</c>, <c>unix-listen</c> or <c>vsock-listen</c>.</summary>
    public string Method { get; init; } = DefaultPaths.Method;

    /// <summary>The device, the socket or <c>cid:port</c>; null: the method's default, where it has one.</summary>
    public string? Path { get; init; }

    /// <summary>The log file; null: standard error.</summary>
    public string? LogFile { get; init; }

    /// <summary>The file with the process id, for the background.</summary>
    public string PidFile { get; init; } = DefaultPaths.PidFile;

    /// <summary>The program to run before a freeze and after a thaw; null: none.</summary>
    public string? FsfreezeHook { get; init; }

    /// <summary>How long the kernel may take to freeze the file systems, after which they are thawed; a second at least.</summary>
    public TimeSpan FreezeLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long file systems may stay frozen, after which they are thawed; zero: for ever.</summary>
    public TimeSpan FreezeTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The only file systems to freeze, by mount point or type; none: all.</summary>
    public IReadOnlyList<string> FreezeInclude { get; init; } = [];

    /// <summary>The file systems not to freeze, by mount point or type.</summary>
    public IReadOnlyList<string> FreezeExclude { get; init; } = [];

    /// <summary>The folder of the state files; it must exist.</summary>
    public string StateDirectory { get; init; } = DefaultPaths.StateDirectory;

    /// <summary>Whether every level is logged, not only errors.</summary>
    public bool Verbose { get; init; }

    /// <summary>Whether a channel that cannot be opened, or breaks, is opened again every five seconds.</summary>
    public bool RetryPath { get; init; }

    /// <summary>Commands that may not run: one group for the file and for each <c>-b</c>, in that order.</summary>
    public IReadOnlyList<IReadOnlyList<string>> BlockedCommands { get; init; } = [];

    /// <summary>The only commands that may run, in groups as above; no name in any of them: all may.</summary>
    public IReadOnlyList<IReadOnlyList<string>> AllowedCommands { get; init; } = [];

    /// <summary>Whether vsock-listen serves every peer instead of the host (CID 2) alone. An addition of this agent.</summary>
    public bool VsockAnyCid { get; init; }

    /// <summary>What the peers of channels may do, the first rules those of <c>[policy]</c>; none: the lists alone count. An addition of this agent.</summary>
    public IReadOnlyList<AccessRules> Policies { get; init; } = [];

    /// <summary>How long a command may take to begin its reply. An addition of this agent, as is all that follows.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The same for what the schema marks as slow.</summary>
    public TimeSpan SlowCommandTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the event loop may be away before the process is ended; zero: for ever.</summary>
    public TimeSpan WatchdogTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
