using System.Globalization;

namespace Qga.Compare.Rows;

/// <summary>Commands that do something: open a file, run a program, hand over what it has printed.</summary>
internal static class Commands
{
    private const int Output = 16 << 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    // By then an agent has read the end of what a program has printed, and knows that it has ended.
    private static readonly TimeSpan s_collected = TimeSpan.FromMilliseconds(300);

    /// <summary>The measurements.</summary>
    public static IEnumerable<Measurement> All =>
    [
        Measurement.OfAgents(Open, new Row("guest-file-open", Unit.Microseconds, Promise.AtMost(0.1))),
        Measurement.OfAgents(Run, new Row("guest-exec of /bin/true until guest-exec-status says that it has ended", Unit.PerSecond, Promise.AtLeast(1.5))),
        Measurement.OfAgents(HandOver,
            new Row("guest-exec-status with 16 MiB of output", Unit.Milliseconds, Promise.AtMost(0.1)),
            new Row("peak memory of 16 MiB of output above idle", Unit.KiB, Promise.OursAtMost((Output >> 10) + 2048, Unit.KiB))),
    ];

    private static double Open(string program)
    {
        using Server agent = Server.Agent(program);
        using AgentSocket socket = agent.Connect();
        byte[] open = AgentSocket.Request("guest-file-open", $"\"path\":\"{Material.File}\",\"mode\":\"r\"");
        long handle = 0;
        IReadOnlyList<double> times = Clock.Times(
            () => handle = AgentSocket.Number(socket.Call(open)),
            () => socket.Call(AgentSocket.Request("guest-file-close", string.Create(CultureInfo.InvariantCulture, $"\"handle\":{handle}"))));
        return times[times.Count / 2];
    }

    private static double Run(string program)
    {
        using Server agent = Server.Agent(program);
        using AgentSocket socket = agent.Connect();
        byte[] run = AgentSocket.Request("guest-exec", "\"path\":\"/bin/true\"");
        return Clock.PerSecond(() =>
        {
            byte[] ask = StatusRequest(AgentSocket.Number(socket.Call(run)));
            ReadOnlySpan<byte> status;
            do
            {
                status = socket.Call(ask);
            }
            while (status.IndexOf("\"exited\": true"u8) < 0);
            if (status.IndexOf("\"exitcode\": 0"u8) < 0)
            {
                throw new InvalidDataException("/bin/true has failed");
            }
        });
    }

    private static double[] HandOver(string program)
    {
        using Server agent = Server.Agent(program);
        using AgentSocket socket = agent.Connect();
        string end = agent.PathOf("end");
        byte[] run = AgentSocket.Request(
            "guest-exec",
            $"\"path\":\"/bin/sh\",\"arg\":[\"-c\",\"head -c {Output} {Material.File}; : > {end}\"],\"capture-output\":true");
        socket.Ping();
        Thread.Sleep(Memory.SettleTime);
        double milliseconds = 0;
        double peak = agent.Status.PeakKiBAbove(() =>
        {
            byte[] ask = StatusRequest(AgentSocket.Number(socket.Call(run)));
            if (!SpinWait.SpinUntil(() => File.Exists(end), s_patience))
            {
                throw new TimeoutException("the output is not taken");
            }

            Thread.Sleep(s_collected);
            milliseconds = Clock.Time(() => socket.Fetch(ask, Sizes.Base64(Output))).TotalMilliseconds;
        });
        return [milliseconds, peak];
    }

    private static byte[] StatusRequest(long process) =>
        AgentSocket.Request("guest-exec-status", string.Create(CultureInfo.InvariantCulture, $"\"pid\":{process}"));
}
