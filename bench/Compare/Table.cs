using System.Globalization;

namespace Qga.Compare;

/// <summary>Prints outcomes as a Markdown table, row by row.</summary>
/// <param name="output">Where to.</param>
internal sealed class Table(TextWriter output)
{
    /// <summary>Prints the head.</summary>
    /// <param name="section">What the table is about.</param>
    public void Begin(Section section)
    {
        output.WriteLine($"\n{section.Title}\n");
        output.WriteLine($"| | ours | {section.Other} | ratio | promised | |");
        output.WriteLine("|---|---:|---:|---:|---|---|");
    }

    /// <summary>Prints a row.</summary>
    /// <param name="row">What was measured.</param>
    /// <param name="outcome">What came of it.</param>
    public void Add(Row row, Outcome outcome)
    {
        string verdict = row.Promise is null ? "" : row.Promise.Holds(outcome) ? "holds" : "DOES NOT HOLD";
        string figures = $"{row.Unit.Write(outcome.Ours)} | {row.Unit.Write(outcome.Other)} | {Ratio(outcome.Ratio)}";
        output.WriteLine($"| {row.Name} | {figures} | {row.Promise?.Text} | {verdict} |");
    }

    /// <summary>Says why a row has no figures.</summary>
    /// <param name="row">What was to be measured.</param>
    /// <param name="reason">Why it could not be.</param>
    public void Skip(Row row, string reason) => output.WriteLine($"| {row.Name} | | | | {row.Promise?.Text} | {reason} |");

    private static string Ratio(double ratio) =>
        double.IsFinite(ratio) && ratio != 0 ? ratio.ToString(ratio < 0.1 ? "0.000" : ratio < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) : "";
}
