using System.Diagnostics;

namespace Qga.Compare.Rows;

/// <summary>What an agent costs before and after it is of use: its start, its end, its files.</summary>
internal static class Starting
{
    // After which both agents have finished starting.
    private static readonly TimeSpan s_startTime = TimeSpan.FromSeconds(0.2);

    /// <summary>The measurements.</summary>
    public static IEnumerable<Measurement> All =>
    [
        Measurement.OfAgents(FirstReply, new Row("first reply after start", Unit.Milliseconds, Promise.AtMost(0.7))) with { Weight = 5 },
        Measurement.OfAgents(End, new Row("SIGTERM to the end", Unit.Milliseconds)) with { Weight = 3 },
        new(() => [EndOfReply()], null,
            new Row("SIGTERM to the end while a client takes nothing of 48 MiB", Unit.Milliseconds, Promise.OursAtMost(50, Unit.Milliseconds))),
        Measurement.OfAgents(SizeOnDisk, new Row("binary and its libraries on disk", Unit.KiB, Promise.AtMost(0.5))) with { MostRounds = 1 },
    ];

    private static double FirstReply(string program)
    {
        using Server agent = Server.Agent(program);
        using AgentSocket socket = agent.Connect();
        socket.Ping();
        return Stopwatch.GetElapsedTime(agent.Started).TotalMilliseconds;
    }

    private static double End(string program)
    {
        using Server agent = Server.Agent(program);
        using AgentSocket socket = agent.Connect();
        socket.Ping();
        Thread.Sleep(s_startTime);
        return agent.Terminate();
    }

    private static double EndOfReply()
    {
        using Server agent = Server.Agent(Programs.Ours);
        using AgentSocket socket = agent.Connect();
        socket.Send(Transfer.ReadRequest(socket.Open(Material.File, "r"), Sizes.LargestRead));
        Thread.Sleep(s_startTime);
        return agent.Terminate();
    }

    // "\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f…)" and "\t/lib64/ld-linux-x86-64.so.2 (0x…)"; of a static binary a sentence and status 1.
    private static double SizeOnDisk(string program)
    {
        using Process ldd = Process.Start(new ProcessStartInfo("ldd", [program]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string[] words = ldd.StandardOutput.ReadToEnd().Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        ldd.WaitForExit();
        return words.Where(word => ldd.ExitCode == 0 && word.StartsWith('/')).Append(program).Sum(Length) / 1024;
    }

    private static double Length(string path) => (File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path)).Length;
}
