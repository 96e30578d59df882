namespace Qga.Compare.Rows;

/// <summary>What agents do in a minute in which nobody asks for anything. All are watched in the same minute.</summary>
internal static class Idleness
{
    private static readonly TimeSpan s_minute = TimeSpan.FromSeconds(60);
    private static readonly Lazy<double[][]> s_watched = new(Watch);

    /// <summary>The measurements.</summary>
    public static IEnumerable<Measurement> All =>
    [
        new(() => s_watched.Value[0], () => s_watched.Value[1],
            new Row("wake-ups in 60 idle seconds, a client connected", Unit.Count, Promise.OursAtMost(0, Unit.Count)),
            new Row("CPU time in 60 idle seconds, a client connected", Unit.Microseconds, Promise.OursAtMost(0, Unit.Microseconds)),
            new Row("wake-ups in 60 idle seconds, after the client left", Unit.Count, Promise.OursAtMost(0, Unit.Count)),
            new Row("CPU time in 60 idle seconds, after the client left", Unit.Microseconds, Promise.OursAtMost(0, Unit.Microseconds)))
        {
            MostRounds = 1,
            IsLong = true,
        },
    ];

    private static double[][] Watch()
    {
        string[] programs = [Programs.Ours, Programs.Original];
        Server[] agents = [.. programs.SelectMany(program => new[] { Server.Agent(program), Server.Agent(program) })];
        AgentSocket[] sockets = [.. agents.Select(agent => agent.Connect())];
        try
        {
            foreach (AgentSocket socket in sockets)
            {
                socket.Ping();
            }

            sockets[1].Dispose();
            sockets[3].Dispose();
            Thread.Sleep(Memory.SettleTime);
            double[][] before = [.. agents.Select(Sample)];
            Thread.Sleep(s_minute);
            double[][] spent = [.. agents.Select((agent, index) => Sample(agent).Zip(before[index], (after, then) => after - then).ToArray())];
            return [[.. spent[0], .. spent[1]], [.. spent[2], .. spent[3]]];
        }
        finally
        {
            Array.ForEach(sockets, socket => socket.Dispose());
            Array.ForEach(agents, agent => agent.Dispose());
        }
    }

    private static double[] Sample(Server agent) => [agent.Status.WakeUps, Math.Round(agent.Status.CpuSeconds * 1e6, 1)];
}
