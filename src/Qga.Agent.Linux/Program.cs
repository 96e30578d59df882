using Qga.Agent.Configuration;
using Qga.Agent.Generated;
using Qga.Agent.Linux.Background;
using Qga.Agent.Linux.Channels;
using Qga.Agent.Linux.Explaining;
using Qga.Agent.Linux.Logging;
using Qga.Agent.Linux.Loop;
using Qga.Agent.Linux.SelfTesting;
using Qga.Agent.Linux.State;
using Qga.Agent.Logging;
using Qga.Agent.Policy;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux;

/// <summary>The binary <c>qemu-ga</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        int code = Run(arguments);
        End(code);
        return code;
    }

    // The runtime's own end would wait for threads that the kernel may be holding.
    private static void End(int code) => Libc.ExitImmediately(code);

    private static int Run(string[] arguments)
    {
        using LogFile log = new();
        Log.Configure(log);
        StopSignals.Prepare();
        StandardDescriptors.Complete();
        int handedOver = ActivationSocket.Count();
        CommandLineResult result = CommandLine.Parse(arguments, new(
            Environment.GetCommandLineArgs()[0],
            AgentVersion.Text,
            Array.ConvertAll(Command.DeclaredFor(Composition.Symbols), static command => command.Name),
            Environment.GetEnvironmentVariable("QGA_CONF"),
            ReadConfiguration,
            handedOver > 0));
        StandardOutput.Print(result.Output);
        StandardOutput.Complain(result.Complaint);
        if (result.Settings is not { } settings)
        {
            Complain(result.Warnings);
            return result.ExitCode;
        }

        if (result.SelfTest is not null)
        {
            StandardOutput.Print(SelfTest.Run(result, settings, out int status));
            return status;
        }

        if (result.Explain is { } requests)
        {
            Complain(result.Warnings);
            StandardOutput.Print(PolicyExplanation.Of(settings, Composition.Symbols, requests, out int exitCode));
            return exitCode;
        }

        // A service manager that hands over a socket keeps an eye on the process itself.
        bool isSecond = Daemon.IsSecond();
        return settings.Daemonize && !isSecond && handedOver == 0 ? StartDaemon(arguments) : Serve(result, log, handedOver, isSecond);
    }

    private static void Complain(IReadOnlyList<string> warnings)
    {
        foreach (string warning in warnings)
        {
            StandardOutput.Complain($"qemu-ga: {warning}\n");
        }
    }

    private static int StartDaemon(string[] arguments)
    {
        StopSignals.Release();
        return Daemon.Start(arguments);
    }

    private static ConfigurationText ReadConfiguration(string path)
    {
        FileStatus status = default;
        using SafeDescriptor file = Libc.Open(path, Libc.O_RDONLY | Libc.O_NOCTTY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        Errno error = file.IsInvalid ? Errno.Last : Libc.Stat(file, out status);
        if (error.IsSuccess && status.Type != Libc.S_IFCHR && !FileTrust.IsTrusted(status))
        {
            return new(null, "others than root and the agent's own user can write to it");
        }

        byte[] content = [];
        error = error.IsSuccess ? WholeFile.Read(file, out content) : error;
        return error.IsSuccess ? new(content) : new(null, error.Message, error == Errno.ENOENT);
    }

    private static int Serve(CommandLineResult request, LogFile log, int handedOver, bool inBackground)
    {
        if (TryPrepare(request, log, handedOver, inBackground) is not { } threads)
        {
            return 1;
        }

        threads.Run();

        // Others lead.
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static LoopThreads? TryPrepare(CommandLineResult request, LogFile log, int handedOver, bool inBackground)
    {
        try
        {
            return Prepare(request, log, handedOver, inBackground);
        }
        catch (Exception exception) when (exception is InvalidOperationException or OutOfMemoryException)
        {
            Log.Critical($"error initializing guest agent: {(exception is OutOfMemoryException ? "Cannot allocate memory" : exception.Message)}");
            return null;
        }
    }

    // Null where something is wrong that has been logged.
    private static LoopThreads? Prepare(CommandLineResult request, LogFile log, int handedOver, bool inBackground)
    {
        AgentSettings settings = request.Settings!;
        ServiceManager? manager = ServiceManager.Take();
        SafeDescriptor? socket = null;
        string? error = null;
        if (handedOver > 0 && (socket = ActivationSocket.Take(handedOver, out error)) is null)
        {
            Log.Critical(error!);
            return null;
        }

        EventLoop loop = new();
        FreezeState freeze = new(new FreezeMarker(settings.StateDirectory));
        ServiceFiles files = new(settings, log, inBackground);
        if (!files.OpenLog(freeze) || !files.CheckState(freeze))
        {
            return null;
        }

        foreach (string warning in request.Warnings)
        {
            Log.Notice(warning);
        }

        StopSignals signals = new(loop, freeze);
        LoopThreads threads = new(loop, status =>
        {
            files.RemovePidFile();
            log.Dispose();
            End(status);
        });
        ChannelContext context = Composition.Create(settings, loop, threads, freeze, signals.Check);
        if (!TryStart(new(context, settings), socket))
        {
            Log.Critical("error initializing guest agent");
            return null;
        }

        if (inBackground)
        {
            if (!files.TakePidFile(freeze))
            {
                files.RemovePidFile();
                return null;
            }

            Daemon.Detach();
        }

        IdleTrim.Start(loop);
        manager?.Ready(loop);
        StartWatchdog(settings.WatchdogTimeout);
        return threads;
    }

    private static void StartWatchdog(TimeSpan limit)
    {
        if (limit > TimeSpan.Zero && Watchdog.Start(limit) is { IsSuccess: false } error)
        {
            Log.Warning(error.Describe("nothing watches the event loop"));
        }
    }

    private static bool TryStart(Channel channel, SafeDescriptor? activated)
    {
        if (activated is null)
        {
            return channel.Start();
        }

        channel.Start(activated);
        return true;
    }
}
