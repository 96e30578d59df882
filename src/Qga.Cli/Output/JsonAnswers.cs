using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Qga.Cli.Failures;

namespace Qga.Cli.Output;

/// <summary>The answers of all guests as one JSON document: an array with an object for each guest. docs/qga-json.md describes it.</summary>
internal static class JsonAnswers
{
    // What goes out at a time: a document of any size takes no more memory than this.
    private const int Piece = 32 << 10;

    private static readonly JsonWriterOptions s_options = new() { Indented = true, MaxDepth = 2048, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the document.</summary>
    public static void Write(TextWriter output, IReadOnlyList<GuestAnswer> answers) => Write(output, isIndented: true, writer =>
    {
        writer.WriteStartArray();
        foreach (GuestAnswer answer in answers)
        {
            Write(writer, answer);
        }

        writer.WriteEndArray();
    });

    /// <summary>Writes an answer that is no guest's.</summary>
    public static void WriteOne(TextWriter output, Answer answer) => Write(output, isIndented: true, writer => Write(writer, answer));

    /// <summary>Writes answers that are no guest's, as an array.</summary>
    public static void WriteAll(TextWriter output, IReadOnlyList<Answer> answers) => Write(output, isIndented: true, writer =>
    {
        writer.WriteStartArray();
        foreach (Answer answer in answers)
        {
            Write(writer, answer);
        }

        writer.WriteEndArray();
    });

    /// <summary>Writes one guest's answer on one line, for what is live: <c>--jsonl</c>.</summary>
    public static void WriteLine(TextWriter output, GuestAnswer answer)
    {
        Write(output, isIndented: false, writer => Write(writer, answer));
        output.Flush();
    }

    /// <summary>Writes a JSON value of the agent's for people: on lines of its own, or on one.</summary>
    public static void WriteValue(TextWriter output, ReadOnlyMemory<byte> json, bool isIndented) =>
        Write(output, isIndented, writer => WriteRaw(writer, json));

    private static void Write(TextWriter output, bool isIndented, Action<Utf8JsonWriter> write)
    {
        using TextStream bytes = new(output, isTerminal: false);
        using (Utf8JsonWriter writer = new(bytes, s_options with { Indented = isIndented }))
        {
            write(writer);
        }

        output.WriteLine();
    }

    private static void FlushPiece(Utf8JsonWriter writer)
    {
        if (writer.BytesPending >= Piece)
        {
            writer.Flush();
        }
    }

    // Token by token: a tree of a large answer would need many times its size.
    private static void WriteRaw(Utf8JsonWriter writer, ReadOnlyMemory<byte> json)
    {
        Utf8JsonReader reader = new(json.Span, new() { MaxDepth = 1024 });
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    break;
                case JsonTokenType.PropertyName:
                    writer.WritePropertyName(reader.GetString()!);
                    break;
                case JsonTokenType.String:
                    WriteString(writer, ref reader);
                    break;
                default:
                    writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                    break;
            }

            FlushPiece(writer);
        }
    }

    private static void WriteString(Utf8JsonWriter writer, ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length <= Piece)
        {
            writer.WriteStringValue(reader.GetString());
            return;
        }

        if (!reader.ValueIsEscaped)
        {
            WriteText(writer, reader.ValueSpan);
            return;
        }

        byte[] text = new byte[reader.ValueSpan.Length];
        WriteText(writer, text.AsSpan(0, reader.CopyString(text)));
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text))
        {
            WriteText(writer, Encoding.UTF8.GetString(text).AsSpan());
            return;
        }

        for (; text.Length > Piece; text = text[Piece..])
        {
            writer.WriteStringValueSegment(text[..Piece], isFinalSegment: false);
            writer.Flush();
        }

        writer.WriteStringValueSegment(text, isFinalSegment: true);
    }

    private static void WriteText(Utf8JsonWriter writer, ReadOnlySpan<char> text)
    {
        for (; text.Length > Piece; text = text[Piece..])
        {
            writer.WriteStringValueSegment(text[..Piece], isFinalSegment: false);
            writer.Flush();
        }

        writer.WriteStringValueSegment(text, isFinalSegment: true);
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
            FlushPiece(writer);
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
            case string { Length: > Piece } text:
                WriteText(writer, text.AsSpan());
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case ReadOnlyMemory<byte> text:
                WriteText(writer, text.Span);
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
