using Qga.Agent.Commands.Agent;
using Qga.Agent.Commands.Sync;
using Qga.Agent.Dispatch;
using Qga.Agent.Generated;
using Qga.Agent.Linux.Channels;
using Qga.Agent.Linux.Loop;
using Qga.Agent.Linux.State;
using Qga.Agent.Policy;
using Qga.Agent.Sessions;
using Qga.Linux;
using Qga.Protocol.Limits;

namespace Qga.Agent.Linux.Tests.Support;

/// <summary>The agent's loop on a thread of its own, listening on a socket in a folder of its own.</summary>
internal sealed class ServedSocket : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qga-");
    private readonly EventLoop _loop;
    private readonly LoopThreads _threads;
    private readonly StopSignals _signals;
    private readonly ManualResetEventSlim _ended = new();

    public ServedSocket(TimeSpan? deadline = null, EpollSet? epoll = null, FileCommandsBase? files = null)
    {
        _loop = new(epoll);
        _threads = new(_loop, code =>
        {
            ExitCode = code;
            _ended.Set();
        });
        Freeze = new(new FreezeMarker(_folder.FullName));
        _signals = new(_loop, Freeze);
        CommandPolicy policy = new([], [], Freeze);
        TimeSpan limit = deadline ?? TimeSpan.FromMinutes(1);
        SessionSettings sessions = new(MappedPages.Allocate, RequestBytes, new(limit, limit));
        Context = new(_loop, _threads, new(new Dispatcher(Table(policy, files ?? Files), policy)), sessions, _signals.Check);
        Path = System.IO.Path.Combine(_folder.FullName, "ga.sock");
        _ = new Listener(Context, ChannelSocket.ListenUnix(Path, out _)!, servesAnyCid: false);
        new Thread(_threads.Run).Start();
    }

    public HeldFileCommands Files { get; } = new();

    public Budget RequestBytes { get; } = new(SessionSettings.RequestByteLimit);

    public FreezeState Freeze { get; }

    public ChannelContext Context { get; }

    public string Path { get; }

    public int? ExitCode { get; private set; }

    /// <summary>The commands that tests of the loop call.</summary>
    /// <param name="policy">Which of them may run.</param>
    /// <param name="files">The family of files.</param>
    /// <returns>The table; the other families are not there.</returns>
    public static CommandTable Table(CommandPolicy policy, FileCommandsBase files) => new()
    {
        Symbols = Composition.Symbols,
        Sync = new SyncCommands(),
        Agent = new AgentCommands("1.2.3", Command.DeclaredFor(Composition.Symbols), policy),
        File = files,
        Freeze = new QuickFreezeCommands(),
        // Nobody calls these here.
        Time = null!,
        Power = null!,
        Trim = null!,
        Suspend = null!,
        Network = null!,
        Vcpu = null!,
        Disks = null!,
        Filesystem = null!,
        Password = null!,
        Memory = null!,
        Exec = null!,
        Ssh = null!,
        Diskstats = null!,
        Os = null!,
        Load = null!,
        Route = null!,
        Devices = null!,
    };

    public Peer Connect() => Peer.Connect(Path, readsAhead: false);

    /// <summary>Does something on the loop's thread.</summary>
    public void Do(Action action) => _loop.Post(action);

    /// <summary>Stops as SIGTERM does.</summary>
    public void Stop() => _loop.Post(_signals.Stop);

    public bool WaitForRest() => SpinWait.SpinUntil(() => _threads.Held == 0, TimeSpan.FromSeconds(30));

    public bool HasEnded() => _ended.Wait(TimeSpan.FromSeconds(30));

    public void Dispose()
    {
        _loop.Post(() => _loop.Stop(0));
        _ended.Wait();
        Files.Dispose();
        WaitForRest();
        _threads.Dispose();
        _signals.Dispose();
        _loop.Dispose();
        _folder.Delete(recursive: true);
    }
}
