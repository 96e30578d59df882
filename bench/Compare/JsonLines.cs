using System.Text.Encodings.Web;
using System.Text.Json;

namespace Qga.Compare;

/// <summary>Writes outcomes for programs: a JSON object a line.</summary>
/// <param name="output">Where to.</param>
internal sealed class JsonLines(Stream output)
{
    // Units as they are: no browser reads this.
    private static readonly JsonWriterOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a row that was measured. What is not a number, or infinite, is null.</summary>
    /// <param name="section">The table that it is in.</param>
    /// <param name="row">What was measured.</param>
    /// <param name="outcome">What came of it.</param>
    public void Add(Section section, Row row, Outcome outcome) => Write(json =>
    {
        json.WriteString("name", row.Name);
        json.WriteString("unit", row.Unit.Name);
        json.WriteString("against", section.Other);
        Number(json, "ours", outcome.Ours);
        Number(json, "theirs", outcome.Other);
        Number(json, "ratio", outcome.Ratio);
        json.WriteString("promise", row.Promise?.Text);
        if (row.Promise is { } promise)
        {
            json.WriteBoolean("holds", promise.Holds(outcome));
        }
        else
        {
            json.WriteNull("holds");
        }

        json.WriteNumber("rounds", outcome.Rounds);
    });

    /// <summary>Writes a row that could not be measured.</summary>
    /// <param name="section">The table that it is in.</param>
    /// <param name="row">What was to be measured.</param>
    /// <param name="reason">Why it could not be.</param>
    public void Skip(Section section, Row row, string reason) => Write(json =>
    {
        json.WriteString("name", row.Name);
        json.WriteString("against", section.Other);
        json.WriteString("promise", row.Promise?.Text);
        json.WriteString("reason", reason);
    });

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private void Write(Action<Utf8JsonWriter> members)
    {
        using (Utf8JsonWriter json = new(output, s_readable))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
        output.Flush();
    }
}
