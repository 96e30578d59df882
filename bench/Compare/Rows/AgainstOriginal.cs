namespace Qga.Compare.Rows;

/// <summary>Ours beside QEMU's agent.</summary>
internal static class AgainstOriginal
{
    /// <summary>The table.</summary>
    /// <param name="original">The original's name and version.</param>
    public static Section Section(string original) => new("Against QEMU's agent", original, [
        .. Starting.All,
        .. Memory.All,
        .. Transfers,
        .. Refusals.All,
        .. PingRows,
        .. Inventory.All,
        .. Commands.All,
        .. Idleness.All,
    ]);

    private static IEnumerable<Measurement> Transfers =>
    [
        Small("read", Transfer.Read, 3),
        .. Sizes.Reads.Select(piece => Large("read", Transfer.Read, piece, 20)),
        Small("write", Transfer.Write, 10),
        .. Sizes.Writes.Select(piece => Large("write", Transfer.Write, piece, 60)),
    ];

    private static IEnumerable<Measurement> PingRows =>
    [
        Measurement.OfAgents(program => With(program, Pings.OneByOne),
            new Row("ping, median", Unit.Microseconds, Promise.AtMost(0.5)),
            new Row("ping, 99th percentile", Unit.Microseconds)),
        Measurement.OfAgents(program => With(program, Pings.Pipelined),
            new Row("ping, 64 in flight", Unit.PerSecond, Promise.AtLeast(20))),
        Measurement.OfAgents(Pings.SlowestBesideRead,
            new Row("slowest ping on a second connection while the first reads 48 MiB", Unit.Milliseconds,
                Promise.OursAtMost(50, Unit.Milliseconds))),
        Measurement.OfAgents(Pings.SlowestBesideEscapes,
            new Row("slowest ping on a second connection while the first sends 60 MB of escapes", Unit.Milliseconds,
                Promise.OursAtMost(50, Unit.Milliseconds))),
    ];

    private static Measurement Small(string name, Func<string, int, double[]> move, double leastPerCpuSecond) => Measurement.OfAgents(
        program => move(program, Sizes.Small),
        new Row($"{name}, 4 KiB at a time", Unit.MiBPerSecond),
        new Row($"{name}, 4 KiB at a time, per CPU second", Unit.MiBPerCpuSecond, Promise.AtLeast(leastPerCpuSecond)));

    private static Measurement Large(string name, Func<string, int, double[]> move, int piece, double least) => Measurement.OfAgents(
        program => move(program, piece)[0],
        new Row($"{name}, {Sizes.Name(piece)} at a time", Unit.MiBPerSecond, Promise.AtLeast(least)));

    private static T With<T>(string program, Func<Server, T> measure)
    {
        using Server agent = Server.Agent(program);
        return measure(agent);
    }
}
