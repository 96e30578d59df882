using Qga.Agent.Channels;
using Qga.Agent.Commands;
using Qga.Agent.Configuration;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent;

/// <summary>The binary <c>qemu-ga</c>.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        int code = Run(arguments);

        // The runtime's own end would wait for threads that the kernel may be holding.
        Libc.ExitImmediately(code);
        return code;
    }

    private static int Run(string[] arguments)
    {
        StopSignals.Block();
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
        return result.Settings is { } settings ? Serve(settings, handedOver) : result.ExitCode;
    }

    private static (byte[]? Content, string? Error) ReadConfiguration(string path)
    {
        Errno error = WholeFile.Read(path, out byte[] content);
        return error.IsSuccess ? (content, null) : (null, error.Message);
    }

    private static int Serve(AgentSettings settings, int handedOver)
    {
        SafeDescriptor? socket = null;
        string? error = null;
        if (handedOver > 0 && (socket = HandedOverSocket.Take(handedOver, out error)) is null)
        {
            Log.Critical(error!);
            return 1;
        }

        using EventLoop loop = new();
        if (Composition.Create(settings, loop) is not { } context)
        {
            return 1;
        }

        _ = new StopSignals(loop, context.Stop);
        if (!new Channel(context, settings, socket).Start())
        {
            Log.Critical("error initializing guest agent");
            return 1;
        }

        return loop.Run();
    }
}
