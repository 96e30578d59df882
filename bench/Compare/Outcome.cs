namespace Qga.Compare;

/// <summary>What came of a row.</summary>
/// <param name="Ours">The median of ours.</param>
/// <param name="Other">The median of the other's; not a number where it was not measured.</param>
/// <param name="Ratio">
/// The median of the ratios of values that were measured one right after the other; not a number where there is none, as of two zeros.
/// </param>
/// <param name="Rounds">How often each was measured.</param>
internal sealed record Outcome(double Ours, double Other, double Ratio, int Rounds)
{
    /// <summary>Takes the medians.</summary>
    /// <param name="ours">Values of ours.</param>
    /// <param name="others">Values of the other in the same order; none where it was not measured.</param>
    public static Outcome Of(double[] ours, double[] others) =>
        new(Median(ours), Median(others), Median([.. ours.Zip(others, (our, other) => our / other)]), ours.Length);

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length == 0 ? double.NaN : sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
