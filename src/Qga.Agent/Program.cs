using Qga.Agent.Background;
using Qga.Agent.Channels;
using Qga.Agent.Commands;
using Qga.Agent.Configuration;
using Qga.Agent.Policy;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent;

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
        StopSignals.Block();
        StandardDescriptors.Complete();
        int handedOver = HandedOverSocket.Count();
        string[] names = new string[CommandTable.All.Length];
        for (int command = 0; command < names.Length; command++)
        {
            names[command] = CommandTable.All[command].Name;
        }

        CommandLineResult result = CommandLine.Parse(arguments, new(
            Environment.GetCommandLineArgs()[0],
            AgentVersion.Text,
            names,
            Environment.GetEnvironmentVariable("QGA_CONF"),
            ReadConfiguration,
            handedOver > 0));
        StandardOutput.Print(result.Output);
        StandardOutput.Complain(result.Complaint);
        if (result.Settings is not { } settings)
        {
            return result.ExitCode;
        }

        // A service manager that hands over a socket keeps an eye on the process itself.
        bool isSecond = Daemon.IsSecond();
        return settings.Daemonize && !isSecond && handedOver == 0 ? Daemon.Start(arguments) : Serve(settings, handedOver, isSecond);
    }

    private static (byte[]? Content, string? Error) ReadConfiguration(string path)
    {
        Errno error = WholeFile.Read(path, out byte[] content);
        return error.IsSuccess ? (content, null) : (null, error.Message);
    }

    private static int Serve(AgentSettings settings, int handedOver, bool inBackground)
    {
        SafeDescriptor? socket = null;
        string? error = null;
        if (handedOver > 0 && (socket = HandedOverSocket.Take(handedOver, out error)) is null)
        {
            Log.Critical(error!);
            return 1;
        }

        EventLoop loop = new();
        FreezeState freeze = new(settings.StateDirectory);
        ServiceFiles files = new(settings, inBackground);
        if (!files.OpenLog(freeze) || !files.CheckState(freeze))
        {
            return 1;
        }

        ConnectionContext context = Composition.Create(settings, loop, freeze);
        _ = new StopSignals(loop, context.Stop);
        if (inBackground || freeze.IsFrozen)
        {
            // A stop has something to undo or to wait for.
            StopSignals.Settle();
        }

        if (!new Channel(context, settings, socket).Start())
        {
            Log.Critical("error initializing guest agent");
            return 1;
        }

        if (inBackground)
        {
            if (!files.TakePidFile(freeze))
            {
                return 1;
            }

            Daemon.Detach();
        }

        loop.AtRest = new MemoryRest().Take;
        new LoopThreads(loop, status =>
        {
            files.RemovePidFile();
            End(status);
        }).Run();

        // Others lead.
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }
}
