using System.Diagnostics;

namespace Qga.Compare.Rows;

/// <summary>How long it takes to be told what the guest is and has.</summary>
internal static class Inventory
{
    // A client that asks now and then: longer than an agent of ours looks for the next request before it sleeps.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);

    // All that both agents know.
    private static readonly string[] s_commands =
    [
        "guest-info",
        "guest-get-time",
        "guest-get-host-name",
        "guest-get-users",
        "guest-get-timezone",
        "guest-get-osinfo",
        "guest-network-get-interfaces",
        "guest-get-vcpus",
        "guest-get-fsinfo",
        "guest-fsfreeze-status",
        "guest-get-disks",
        "guest-get-memory-blocks",
        "guest-get-memory-block-info",
        "guest-get-cpustats",
        "guest-get-diskstats",
    ];

    /// <summary>A measurement for each command as the machine is, and for two of them where there is much to tell.</summary>
    public static IEnumerable<Measurement> All =>
    [
        .. s_commands.Select(command => Measurement.OfAgents(
            program => Median(program, command, []), new Row(command, Unit.Microseconds, Promise.AtMost(0.7)))),
        Measurement.OfAgents(
            program => Median(program, "guest-get-host-name", [], s_pause), new Row("guest-get-host-name, asked every 2 ms", Unit.Microseconds)),
        Many("guest-network-get-interfaces", "interfaces", Surroundings.Interfaces, Promise.AtMost(0.02)),
        Many("guest-get-fsinfo", "mounts", Surroundings.Mounts, Promise.AtMost(0.5)),
    ];

    private static Measurement Many(string command, string things, Func<int, Surroundings> surroundings, Promise promise)
    {
        Lazy<Surroundings> some = new(() => surroundings(100));
        Lazy<Surroundings> many = new(() => surroundings(1000));
        return Measurement.OfAgents(
            program =>
            {
                double ofMany = Median(program, command, many.Value.Words);
                return [ofMany, ofMany / Median(program, command, some.Value.Words)];
            },
            new Row($"{command}, 1,000 {things}", Unit.Microseconds, promise),
            new Row($"{command}, 1,000 {things} after 100", Unit.Times, Promise.Linear));
    }

    private static double Median(string program, string command, string[] prefix, TimeSpan pause = default)
    {
        using Server agent = Server.Agent(program, prefix);
        using AgentSocket socket = agent.Connect();
        byte[] request = AgentSocket.Request(command);
        socket.Call(request);
        IReadOnlyList<double> times = Clock.Times(() => socket.Call(request), () => Wait(pause));
        return times[times.Count / 2];
    }

    private static void Wait(TimeSpan pause)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < pause)
        {
            Thread.SpinWait(100);
        }
    }
}
