using System.Globalization;

namespace Qga.Compare;

/// <summary>Prints outcomes as a Markdown table, row by row.</summary>
/// <param name="output">Where to.</param>
internal sealed class Table(TextWriter output)
{
    /// <summary>Prints the head.</summary>
    /// <param name="theirs">The original's name.</param>
    public void Begin(string theirs)
    {
        output.WriteLine($"| | ours | {theirs} | ratio | promised | |");
        output.WriteLine("|---|---:|---:|---:|---|---|");
    }

    /// <summary>Prints a measurement's row.</summary>
    /// <param name="measurement">What was measured.</param>
    /// <param name="outcome">What came of it.</param>
    /// <returns>Whether what is promised of it holds.</returns>
    public bool Add(Measurement measurement, Outcome outcome)
    {
        bool holds = measurement.Promise?.Holds(outcome) ?? true;
        string verdict = measurement.Promise is null ? "" : holds ? "holds" : "DOES NOT HOLD";
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {measurement.Name} | {Value(outcome.Ours, measurement.Format)} | {Value(outcome.Theirs, measurement.Format)} | {Ratio(outcome.Ratio)} | {measurement.Promise?.Text} | {verdict} |"));
        return holds;
    }

    /// <summary>Says why a measurement has no row's worth of figures.</summary>
    /// <param name="measurement">What was to be measured.</param>
    /// <param name="reason">Why it could not be.</param>
    public void Skip(Measurement measurement, string reason) => output.WriteLine($"| {measurement.Name} | | | | | skipped: {reason} |");

    private static string Value(double value, string format) =>
        double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "never";

    private static string Ratio(double ratio) =>
        double.IsFinite(ratio) && ratio != 0 ? ratio.ToString(ratio < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) : "";
}
