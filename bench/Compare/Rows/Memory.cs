namespace Qga.Compare.Rows;

/// <summary>How much memory an agent has.</summary>
internal static class Memory
{
    /// <summary>Longer than threads of ours stay after their work, and after which both agents do nothing.</summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(2.5);

    /// <summary>The measurements.</summary>
    public static IEnumerable<Measurement> All =>
    [
        Measurement.OfAgents(Idle,
            new Row("idle memory, resident (RSS)", Unit.KiB, Promise.AtMost(0.8)),
            new Row("idle memory, proportional (PSS)", Unit.KiB, Promise.AtMost(1))),
        Peak("48 MiB read", "r", handle => Transfer.ReadRequest(handle, Sizes.LargestRead), 1024),
        Peak("47 MiB write", "r+", handle => Transfer.WriteRequest(handle, Sizes.LargestWrite), (Sizes.LargestWrite >> 10) + 2048),
        new(
            () => [AfterMixture(Programs.Ours)],
            null,
            new Row("resident memory after 1,000,000 mixed requests, of the idle one", Unit.Times, Promise.OursAtMost(1.2, Unit.Times))),
    ];

    private static double[] Idle(string program)
    {
        using Server agent = Server.Agent(program);
        using AgentSocket socket = agent.Connect();
        socket.Ping();
        Thread.Sleep(SettleTime);
        return [agent.Status.ResidentKiB, agent.Status.ProportionalKiB];
    }

    private static Measurement Peak(string name, string mode, Func<long, byte[]> request, double mostKiB) => Measurement.OfAgents(
        program =>
        {
            using Server agent = Server.Agent(program);
            using AgentSocket socket = agent.Connect();
            byte[] bytes = request(socket.Open(Material.File, mode));
            Thread.Sleep(SettleTime);
            return agent.Status.PeakKiBAbove(() => socket.Call(bytes));
        },
        new Row($"peak memory of a {name} above idle", Unit.KiB, Promise.OursAtMost(mostKiB, Unit.KiB)));

    private static double AfterMixture(string program)
    {
        using Server agent = Server.Agent(program);
        using AgentSocket socket = agent.Connect();
        socket.Ping();
        Thread.Sleep(SettleTime);
        double idle = agent.Status.ResidentKiB;
        new Mixture(agent, socket).Send(1_000_000);
        Thread.Sleep(SettleTime);
        return agent.Status.ResidentKiB / idle;
    }
}
