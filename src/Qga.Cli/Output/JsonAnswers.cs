using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Qga.Cli.Failures;

namespace Qga.Cli.Output;

/// <summary>The answers of all guests as one JSON document: an array with an object for each guest. docs/qga-json.md describes it.</summary>
internal static class JsonAnswers
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true, MaxDepth = 2048, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the document.</summary>
    public static void Write(TextWriter output, IReadOnlyList<GuestAnswer> answers)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes, s_options))
        {
            writer.WriteStartArray();
            foreach (GuestAnswer answer in answers)
            {
                Write(writer, answer);
            }

            writer.WriteEndArray();
        }

        output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }

    /// <summary>Writes an answer that is no guest's.</summary>
    public static void WriteOne(TextWriter output, Answer answer)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes, s_options))
        {
            Write(writer, answer);
        }

        output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }

    /// <summary>Writes answers that are no guest's, as an array.</summary>
    public static void WriteAll(TextWriter output, IReadOnlyList<Answer> answers)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes, s_options))
        {
            writer.WriteStartArray();
            foreach (Answer answer in answers)
            {
                Write(writer, answer);
            }

            writer.WriteEndArray();
        }

        output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
    }

    /// <summary>Writes one guest's answer on one line, for what is live: <c>--jsonl</c>.</summary>
    public static void WriteLine(TextWriter output, GuestAnswer answer)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes, s_options with { Indented = false }))
        {
            Write(writer, answer);
        }

        output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
        output.Flush();
    }

    /// <summary>A JSON value of the agent's for people: on lines of its own, or on one.</summary>
    public static string Format(ReadOnlyMemory<byte> json, bool isIndented)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes, s_options with { Indented = isIndented }))
        {
            WriteRaw(writer, json);
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void WriteRaw(Utf8JsonWriter writer, ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json, new() { MaxDepth = 1024 });
        document.RootElement.WriteTo(writer);
    }

    private static void Write(Utf8JsonWriter writer, GuestAnswer answer)
    {
        writer.WriteStartObject();
        writer.WriteString("guest", answer.Guest);
        if (answer.Failure is Failure failure)
        {
            writer.WriteStartObject("error");
            writer.WriteString("kind", failure.Kind);
            writer.WriteString("message", failure.Message);
            writer.WriteEndObject();
        }

        if (answer.Answer is Answer found)
        {
            writer.WritePropertyName("answer");
            Write(writer, found);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Answer answer)
    {
        if (answer.Shape == AnswerShape.Json)
        {
            WriteRaw(writer, answer.Json);
            return;
        }

        if (answer.Shape != AnswerShape.Table)
        {
            WriteRow(writer, answer.Columns, answer.Rows[0]);
            return;
        }

        writer.WriteStartArray();
        foreach (object?[] row in answer.Rows)
        {
            WriteRow(writer, answer.Columns, row);
        }

        writer.WriteEndArray();
    }

    private static void WriteRow(Utf8JsonWriter writer, IReadOnlyList<Column> columns, object?[] row)
    {
        writer.WriteStartObject();
        for (int index = 0; index < columns.Count; index++)
        {
            writer.WritePropertyName(columns[index].Name);
            WriteValue(writer, row[index]);
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case TimeSpan time:
                writer.WriteNumberValue(time.TotalSeconds);
                break;
            case DateTimeOffset time:
                writer.WriteStringValue(time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case Answer nested:
                Write(writer, nested);
                break;
            case IConvertible number when number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Int64:
                writer.WriteNumberValue(number.ToInt64(CultureInfo.InvariantCulture));
                break;
            case IEnumerable list:
                writer.WriteStartArray();
                foreach (object? item in list)
                {
                    WriteValue(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }
}
