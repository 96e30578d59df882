using System.Diagnostics;

namespace Qga.Compare.Rows;

/// <summary>How soon and how often an agent shows that it is alive.</summary>
internal static class Pings
{
    private const int InFlight = 64;
    private static readonly TimeSpan s_secondPingLimit = TimeSpan.FromSeconds(2);

    /// <summary>One ping after the other.</summary>
    /// <param name="server">Who answers.</param>
    /// <returns>Microseconds: the median and the 99th percentile.</returns>
    public static double[] OneByOne(Server server)
    {
        using AgentSocket socket = server.Connect();
        socket.Ping();
        IReadOnlyList<double> times = Clock.Times(socket.Ping);
        return [times[times.Count / 2], times[times.Count * 99 / 100]];
    }

    /// <summary>Pings of which 64 are always on their way: for each reply that has come the next request is sent.</summary>
    /// <param name="server">Who answers.</param>
    /// <returns>Replies per second.</returns>
    public static double Pipelined(Server server)
    {
        using AgentSocket socket = server.Connect();
        byte[] reply = socket.Call(AgentSocket.PingRequest).ToArray();
        byte[] requests = Times(AgentSocket.PingRequest, InFlight);
        byte[] replies = Times(reply, InFlight + 1);
        long received = 0;
        long taken = 0;
        socket.Send(requests);
        long start = Stopwatch.GetTimestamp();
        do
        {
            ReadOnlySpan<byte> news = socket.Receive();
            if (!news.SequenceEqual(replies.AsSpan((int)(received % reply.Length), news.Length)))
            {
                throw new InvalidDataException("a reply to one of many pings is not what that to a single one was");
            }

            received += news.Length;
            int complete = (int)((received / reply.Length) - taken);
            taken += complete;
            socket.Send(requests.AsSpan(0, complete * AgentSocket.PingRequest.Length));
        }
        while (Stopwatch.GetElapsedTime(start) < Clock.Enough);
        return taken / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Pings while another connection reads 48 MiB again and again.</summary>
    /// <param name="program">The agent's binary.</param>
    /// <returns>Milliseconds that the slowest of 200 took; infinite where one was not answered.</returns>
    public static double SlowestBesideRead(string program) => SlowestBeside(program, socket =>
    {
        long handle = socket.Open(Material.File, "r");
        byte[] read = Transfer.ReadRequest(handle, Sizes.LargestRead);
        byte[] rewind = Transfer.RewindRequest(handle);
        return () =>
        {
            socket.Fetch(read, Sizes.Base64(Sizes.LargestRead));
            socket.Call(rewind);
        };
    });

    /// <summary>Pings while another connection sends 60 MB again and again that must be looked at one by one, and are refused.</summary>
    /// <param name="program">The agent's binary.</param>
    /// <returns>As <see cref="SlowestBesideRead"/>.</returns>
    public static double SlowestBesideEscapes(string program)
    {
        byte[] request = AgentSocket.Request("guest-ping", $"\"nothing\":\"{string.Concat(Enumerable.Repeat("\\u0041", 10_000_000))}\"");
        return SlowestBeside(program, socket => () => socket.CallInVain(request));
    }

    private static double SlowestBeside(string program, Func<AgentSocket, Action> prepare)
    {
        using Server agent = Server.Agent(program);
        using AgentSocket first = agent.Connect();
        Action keepBusy = prepare(first);
        using AgentSocket second = agent.Connect();
        second.ReplyTimeout = s_secondPingLimit;
        bool done = false;
        Thread busy = new(() =>
        {
            while (!Volatile.Read(ref done))
            {
                keepBusy();
            }
        });
        busy.Start();
        try
        {
            double slowest = 0;
            for (int ping = 0; ping < 200; ping++)
            {
                slowest = Math.Max(slowest, Clock.Time(second.Ping).TotalMilliseconds);
                Thread.Sleep(1);
            }

            return slowest;
        }
        catch (TimeoutException)
        {
            return double.PositiveInfinity;
        }
        finally
        {
            Volatile.Write(ref done, true);
            busy.Join();
        }
    }

    private static byte[] Times(byte[] bytes, int count) => [.. Enumerable.Repeat(bytes, count).SelectMany(each => each)];
}
