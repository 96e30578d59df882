using System.Diagnostics;

namespace Qga.Compare;

/// <summary>All that is measured, in the order of the table.</summary>
internal static class Measurements
{
    private const int Pings = 2000;
    private const double MostPeakKiB = 2048;
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SecondPingLimit = TimeSpan.FromSeconds(2);

    // After which both agents have finished starting.
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(0.2);

    // Longer than a worker thread of ours stays after its work.
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(1.5);

    /// <summary>The list.</summary>
    public static IReadOnlyList<Measurement> All { get; } =
    [
        new("first reply after start", "0.00 ms", FirstReply) { Weight = 5, Promise = NoMore },
        new("idle memory, resident (RSS)", "#,0 KiB", program => Idle(program, status => status.ResidentKiB)) { MostRounds = 3, Promise = NoMore },
        new("idle memory, proportional (PSS)", "#,0 KiB", program => Idle(program, status => status.ProportionalKiB)) { MostRounds = 3 },
        new("peak of a 48 MiB read above idle", "#,0 KiB", PeakOfRead) { MostRounds = 3, Promise = SmallPeak },
        Read("4 KiB", 4 << 10, null),
        Read("64 KiB", 64 << 10, AtLeast(10)),
        Read("1 MiB", 1 << 20, AtLeast(10)),
        Read("48 MiB", Transfer.LargestRead, AtLeast(10)),
        Write("4 KiB", 4 << 10, null),
        Write("64 KiB", 64 << 10, AtLeast(20)),
        Write("1 MiB", 1 << 20, AtLeast(20)),
        Write("47 MiB", Transfer.LargestRead, AtLeast(20)),
        new("ping, median", "0.0 µs", program => Ping(program, 0.5)),
        new("ping, 99th percentile", "0.0 µs", program => Ping(program, 0.99)),
        .. Inventory.All,
        new("slowest ping on a second connection while the first reads 48 MiB", "0.0 ms", SecondPing),
        new("context switches in 5 idle seconds", "0", IdleSwitches) { MostRounds = 1 },
        new("SIGTERM to the end", "0.00 ms", End) { Weight = 3 },
        new("binary, without the libraries it needs", "#,0 KiB", program => new FileInfo(program).Length / 1024.0) { MostRounds = 1 },
    ];

    private static Promise NoMore => new("at most 1.00", outcome => outcome.Ratio <= 1.005);

    private static Promise SmallPeak => new("at most 2,048 KiB", outcome => outcome.Ours <= MostPeakKiB);

    private static Promise AtLeast(double ratio) => new($"at least {ratio:0}", outcome => outcome.Ratio >= ratio);

    private static Measurement Read(string size, int piece, Promise? promise) =>
        new($"read, {size} at a time", "#,0 MiB/s", program => Transfer.Read(program, piece)) { Promise = promise };

    private static Measurement Write(string size, int piece, Promise? promise) =>
        new($"write, {size} at a time", "#,0 MiB/s", program => Transfer.Write(program, piece)) { Promise = promise };

    private static double FirstReply(string program)
    {
        using AgentProcess agent = new(program);
        using AgentSocket socket = agent.Connect();
        socket.Ping();
        return Stopwatch.GetElapsedTime(agent.Started).TotalMilliseconds;
    }

    private static double Idle(string program, Func<ProcessStatus, double> size)
    {
        using AgentProcess agent = new(program);
        using AgentSocket socket = agent.Connect();
        socket.Ping();
        Thread.Sleep(SettleTime);
        return size(agent.Status);
    }

    private static double PeakOfRead(string program)
    {
        using AgentProcess agent = new(program);
        using AgentSocket socket = agent.Connect();
        long handle = socket.Open(Transfer.MakeFile(agent), "r");
        Thread.Sleep(SettleTime);
        agent.Status.ForgetPeak();
        double idle = agent.Status.PeakKiB;
        socket.Call(Transfer.ReadRequest(handle, Transfer.LargestRead));
        return agent.Status.PeakKiB - idle;
    }

    private static double Ping(string program, double share)
    {
        using AgentProcess agent = new(program);
        using AgentSocket socket = agent.Connect();
        double[] times = new double[Pings];
        for (int ping = 0; ping < Pings; ping++)
        {
            long start = Stopwatch.GetTimestamp();
            socket.Ping();
            times[ping] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(times);
        return times[(int)(share * (Pings - 1))];
    }

    private static double SecondPing(string program)
    {
        using AgentProcess agent = new(program);
        using AgentSocket first = agent.Connect();
        long handle = first.Open(Transfer.MakeFile(agent), "r");
        byte[] rewind = AgentSocket.Request("guest-file-seek", $"\"handle\":{handle},\"offset\":0,\"whence\":0");
        using AgentSocket second = agent.Connect();
        second.ReplyTimeout = SecondPingLimit;
        bool done = false;
        Thread reader = new(() =>
        {
            byte[] read = Transfer.ReadRequest(handle, Transfer.LargestRead);
            while (!Volatile.Read(ref done))
            {
                first.Call(read);
                first.Call(rewind);
            }
        });
        reader.Start();
        try
        {
            double slowest = 0;
            for (int ping = 0; ping < 200; ping++)
            {
                long start = Stopwatch.GetTimestamp();
                second.Ping();
                slowest = Math.Max(slowest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                Thread.Sleep(1);
            }

            return slowest;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return double.PositiveInfinity;
        }
        finally
        {
            Volatile.Write(ref done, true);
            reader.Join();
        }
    }

    private static double IdleSwitches(string program)
    {
        using AgentProcess agent = new(program);
        using AgentSocket socket = agent.Connect();
        socket.Ping();
        Thread.Sleep(SettleTime);
        double before = agent.Status.ContextSwitches;
        Thread.Sleep(IdleTime);
        return agent.Status.ContextSwitches - before;
    }

    private static double End(string program)
    {
        using AgentProcess agent = new(program);
        using AgentSocket socket = agent.Connect();
        socket.Ping();
        Thread.Sleep(StartTime);
        return agent.Terminate();
    }
}
