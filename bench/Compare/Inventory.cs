using System.Diagnostics;
using System.Text;

namespace Qga.Compare;

/// <summary>How long it takes to be told what the guest is and has.</summary>
internal static class Inventory
{
    private const int MostCalls = 50;
    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(300);

    // A client asks now and then: longer than a worker thread of ours waits for the next request.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    // All that both agents know.
    private static readonly string[] Commands =
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
        "guest-get-disks",
        "guest-get-memory-blocks",
        "guest-get-memory-block-info",
        "guest-get-cpustats",
        "guest-get-diskstats",
    ];

    /// <summary>A measurement for each command as the machine is, and for two of them where there is much to tell.</summary>
    public static IEnumerable<Measurement> All =>
    [
        .. Commands.Select(command => new Measurement(command, "#,0 µs", program => Median(program, command, []))),
        new("guest-network-get-interfaces, 1,000 interfaces", "#,0 µs", program => Median(program, "guest-network-get-interfaces", Surroundings.Interfaces.Words)),
        new("guest-get-fsinfo, 1,000 mount points", "#,0 µs", program => Median(program, "guest-get-fsinfo", Surroundings.Mounts.Words)),
    ];

    private static double Median(string program, string command, string[] prefix)
    {
        using AgentProcess agent = new(program, prefix);
        using AgentSocket socket = agent.Connect();
        byte[] request = Encoding.UTF8.GetBytes($"{{\"execute\":\"{command}\"}}\n");
        socket.Call(request);
        List<double> times = [];
        long first = Stopwatch.GetTimestamp();
        do
        {
            long last = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(last) < Pause)
            {
                Thread.SpinWait(100);
            }

            long start = Stopwatch.GetTimestamp();
            socket.Call(request);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
        while (times.Count < MostCalls && Stopwatch.GetElapsedTime(first) < Enough);
        times.Sort();
        return times[times.Count / 2];
    }
}
