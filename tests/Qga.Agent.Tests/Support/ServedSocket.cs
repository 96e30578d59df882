using Qga.Agent.Channels;
using Qga.Agent.Commands;
using Qga.Agent.Commands.Agent;
using Qga.Agent.Commands.Sync;
using Qga.Agent.Dispatch;
using Qga.Agent.Policy;

namespace Qga.Agent.Tests.Support;

/// <summary>The agent's loop on a thread of its own, listening on a socket in a folder of its own.</summary>
internal sealed class ServedSocket : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("qga-");
    private readonly EventLoop loop = new();
    private readonly LoopThreads threads;
    private readonly ManualResetEventSlim ended = new();

    public ServedSocket(TimeSpan? deadline = null)
    {
        Freeze = new(folder.FullName);
        CommandPolicy policy = new([], [], Freeze);
        TimeSpan time = deadline ?? TimeSpan.FromMinutes(1);
        Context = new(loop, new Dispatcher(Table(policy, Files), policy), Freeze, new(time, time));
        Path = System.IO.Path.Combine(folder.FullName, "ga.sock");
        _ = new Listener(Context, ChannelSocket.ListenUnix(Path, out _)!, servesAnyCid: false);
        threads = new(loop, code =>
        {
            ExitCode = code;
            ended.Set();
        });
        new Thread(threads.Run).Start();
    }

    public HeldFileCommands Files { get; } = new();

    public FreezeState Freeze { get; }

    public ConnectionContext Context { get; }

    public string Path { get; }

    public int? ExitCode { get; private set; }

    /// <summary>The commands that tests of the loop call.</summary>
    /// <param name="policy">Which of them may run.</param>
    /// <param name="files">The family of files.</param>
    /// <returns>The table; the other families are not there.</returns>
    public static CommandTable Table(CommandPolicy policy, FileCommandsBase files) => new()
    {
        Sync = new SyncCommands(),
        Agent = new AgentCommands("1.2.3", policy),
        File = files,
        // Nobody calls these here.
        Time = null!,
        Power = null!,
        Freeze = null!,
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
    };

    public LineClient Connect() => new(Path);

    public void Stop() => loop.Post(Context.Stop);

    public bool WaitForRest() => SpinWait.SpinUntil(() => threads.Held == 0, TimeSpan.FromSeconds(30));

    public bool HasEnded() => ended.Wait(TimeSpan.FromSeconds(30));

    public void Dispose()
    {
        loop.Post(() => loop.Stop(0));
        ended.Wait();
        Files.Dispose();
        WaitForRest();
        threads.Dispose();
        loop.Dispose();
        folder.Delete(recursive: true);
    }
}
