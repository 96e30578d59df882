namespace Qga.Compare;

/// <summary>Something that is measured of ours and of another program, and gives a row for each of its figures.</summary>
/// <param name="Ours">Starts ours, measures, ends it; a figure for each row.</param>
/// <param name="Other">The same of what ours is compared with; null where only ours is measured.</param>
/// <param name="Rows">What the figures are.</param>
internal sealed record Measurement(Func<double[]> Ours, Func<double[]>? Other, params IReadOnlyList<Row> Rows)
{
    /// <summary>How often it is repeated at most, where it takes long and does not swing.</summary>
    public int MostRounds { get; init; } = int.MaxValue;

    /// <summary>How many times more often than others it is repeated; for what is quick and swings much.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>Whether it takes a minute or more, so that <c>--quick</c> leaves it out.</summary>
    public bool IsLong { get; init; }

    /// <summary>Measures our agent and the original.</summary>
    /// <param name="run">Measures an agent, by its binary's path.</param>
    /// <param name="rows">What the figures are.</param>
    public static Measurement OfAgents(Func<string, double[]> run, params IReadOnlyList<Row> rows) =>
        new(() => run(Programs.Ours), () => run(Programs.Original), rows);

    /// <summary>Measures one figure of our agent and the original.</summary>
    /// <param name="run">Measures an agent, by its binary's path.</param>
    /// <param name="row">What the figure is.</param>
    public static Measurement OfAgents(Func<string, double> run, Row row) => OfAgents(program => [run(program)], row);

    /// <summary>Measures in turns.</summary>
    /// <param name="rounds">How often, before <see cref="MostRounds"/> and <see cref="Weight"/> are looked at.</param>
    /// <returns>What came of each row.</returns>
    public IReadOnlyList<Outcome> Run(int rounds)
    {
        rounds = Math.Min(rounds * Weight, MostRounds);
        double[][] ours = new double[rounds][];
        double[][] others = new double[rounds][];
        for (int round = 0; round < rounds; round++)
        {
            // Who comes first changes, so that a machine that slows down or speeds up favours neither.
            if (round % 2 == 0)
            {
                ours[round] = Ours();
                others[round] = Other?.Invoke() ?? [];
            }
            else
            {
                others[round] = Other?.Invoke() ?? [];
                ours[round] = Ours();
            }
        }

        return
        [
            .. Rows.Select((_, row) => Outcome.Of(
                [.. ours.Select(values => values[row])],
                Other is null ? [] : [.. others.Select(values => values[row])])),
        ];
    }
}

/// <summary>A row of the table.</summary>
/// <param name="Name">What is measured, for people.</param>
/// <param name="Unit">The figure's unit.</param>
/// <param name="Promise">What the project promises of it, if anything.</param>
internal sealed record Row(string Name, Unit Unit, Promise? Promise = null);
