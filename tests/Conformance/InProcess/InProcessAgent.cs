using System.Collections.Frozen;
using System.Reflection;
using Qga.Agent.Commands.Agent;
using Qga.Agent.Commands.Sync;
using Qga.Agent.Commands.Time;
using Qga.Agent.Configuration;
using Qga.Agent.Dispatch;
using Qga.Agent.Generated;
using Qga.Agent.Policy;
using Qga.Agent.Sessions;
using Qga.Protocol.Limits;

namespace Qga.Conformance.InProcess;

/// <summary>The portable part of our agent, in this process: sessions, policy and the commands that need no system. The others are not supported.</summary>
internal sealed class InProcessAgent : IPlayedAgent
{
    private const Symbols System = Symbols.ConfigLinux;
    private const string Version = "0.0";

    private static readonly FrozenSet<string> s_served =
        new[] { typeof(SyncCommands), typeof(AgentCommands), typeof(TimeCommands), typeof(NoFiles) }
            .SelectMany(family => family.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Select(method => method.Name.ToUpperInvariant())
            .ToFrozenSet();

    private readonly SessionSettings _sessions =
        new(static length => new HeapMemory(length), new Budget(SessionSettings.RequestByteLimit), Deadlines.Standard);

    private CallExecutor _executor;

    /// <summary>Starts it.</summary>
    /// <param name="options">Words for the command line; only the lists of commands have an effect.</param>
    public InProcessAgent(IReadOnlyList<string> options) => _executor = Start(options);

    /// <summary>What it is for the marks of transcripts.</summary>
    public static AgentUnderTest Identity { get; } = new(Program: "", IsOurs: true, global::System.Version.Parse(Version));

    /// <summary>Whether a command of a system is needed to answer a name.</summary>
    /// <param name="name">The name as a client sends it.</param>
    /// <returns>False for commands that are answered here, and for those that there are not.</returns>
    public static bool NeedsSystem(string name) =>
        Array.Exists(Command.DeclaredFor(System), command => command.Name == name)
        && !s_served.Contains(name.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant());

    /// <inheritdoc/>
    public IClientEnd Connect() => new SessionClient(_executor, _sessions);

    /// <inheritdoc/>
    public void LetRead()
    {
    }

    /// <inheritdoc/>
    public void Restart(IReadOnlyList<string> options) => _executor = Start(options);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>What is behind its sessions.</summary>
    /// <param name="options">Words for the command line; only the lists of commands have an effect.</param>
    public static CallExecutor Start(IReadOnlyList<string> options)
    {
        Command[] declared = Command.DeclaredFor(System);
        CommandLineContext context = new(
            "qemu-ga", Version, Array.ConvertAll(declared, static command => command.Name), null, static _ => new(null, "", true));
        AgentSettings settings = CommandLine.Parse(options, context).Settings ?? throw new ArgumentException("no such options", nameof(options));
        CommandPolicy policy = new(settings.AllowedCommands, settings.BlockedCommands, new FreezeState(new NoMarker()));
        CommandTable table = new()
        {
            Symbols = System,
            Sync = new SyncCommands(),
            Agent = new AgentCommands(Version, declared, policy),
            Time = new TimeCommands(new NoClocks()),
            Power = new UnsupportedPowerCommands(),
            File = new NoFiles(),
            Freeze = new UnsupportedFreezeCommands(),
            Trim = new UnsupportedTrimCommands(),
            Suspend = new UnsupportedSuspendCommands(),
            Network = new UnsupportedNetworkCommands(),
            Vcpu = new UnsupportedVcpuCommands(),
            Disks = new UnsupportedDisksCommands(),
            Filesystem = new UnsupportedFilesystemCommands(),
            Password = new UnsupportedPasswordCommands(),
            Memory = new UnsupportedMemoryCommands(),
            Exec = new UnsupportedExecCommands(),
            Os = new UnsupportedOsCommands(),
            Devices = new UnsupportedDevicesCommands(),
            Ssh = new UnsupportedSshCommands(),
            Diskstats = new UnsupportedDiskstatsCommands(),
            Load = new UnsupportedLoadCommands(),
            Route = new UnsupportedRouteCommands(),
        };
        return new(new Dispatcher(table, policy));
    }
}
