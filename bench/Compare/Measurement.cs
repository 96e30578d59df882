namespace Qga.Compare;

/// <summary>Something that is measured of both agents.</summary>
/// <param name="Name">What, for people.</param>
/// <param name="Format">How a value is written, with its unit.</param>
/// <param name="Run">Starts an agent by its binary's path, measures, and ends it.</param>
internal sealed record Measurement(string Name, string Format, Func<string, double> Run)
{
    /// <summary>How often it is repeated at most; what is slow or exact needs less than what swings.</summary>
    public int MostRounds { get; init; } = int.MaxValue;

    /// <summary>How many times more often than others it is repeated; for what is quick and swings much.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>What the project promises of it, if anything.</summary>
    public Promise? Promise { get; init; }
}

/// <summary>What must hold between the values of ours and the original's.</summary>
/// <param name="Text">For people.</param>
/// <param name="Holds">Whether it does, for the medians of the two values and of their ratio.</param>
internal sealed record Promise(string Text, Func<Outcome, bool> Holds);

/// <summary>What came of a measurement.</summary>
/// <param name="Ours">The median of ours.</param>
/// <param name="Theirs">The median of the original's.</param>
/// <param name="Ratio">The median of the ratios of values that were measured one right after the other; not a number where one of them is infinite.</param>
internal sealed record Outcome(double Ours, double Theirs, double Ratio)
{
    /// <summary>Measures both agents in turns.</summary>
    /// <param name="measurement">What to measure.</param>
    /// <param name="ours">Our agent's binary.</param>
    /// <param name="theirs">The original's.</param>
    /// <param name="rounds">How often.</param>
    public static Outcome Of(Measurement measurement, string ours, string theirs, int rounds)
    {
        rounds = Math.Min(rounds * measurement.Weight, measurement.MostRounds);
        double[] ofOurs = new double[rounds];
        double[] ofTheirs = new double[rounds];
        for (int round = 0; round < rounds; round++)
        {
            // Who comes first changes, so that a machine that slows down or speeds up favours neither.
            if (round % 2 == 0)
            {
                ofOurs[round] = measurement.Run(ours);
                ofTheirs[round] = measurement.Run(theirs);
            }
            else
            {
                ofTheirs[round] = measurement.Run(theirs);
                ofOurs[round] = measurement.Run(ours);
            }
        }

        return new(Median(ofOurs), Median(ofTheirs), Median([.. ofOurs.Zip(ofTheirs, (our, their) => our / their)]));
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
