using System.Buffers;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qapi.Runtime.Writing;

namespace Qga.Protocol.Envelope;

/// <summary>Writes what surrounds a result. Every reply is one line.</summary>
public static class Reply
{
    /// <summary>Writes a refusal: <c>{"id": …, "error": {"class": …, "desc": …}}</c>.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="id">The request's id as it came; empty if there was none.</param>
    /// <param name="error">The refusal.</param>
    public static void WriteError(IBufferWriter<byte> output, ReadOnlySpan<byte> id, QapiError error)
    {
        JsonWriter writer = new(output);
        writer.StartObject();
        WriteId(ref writer, id);
        writer.Member("error"u8);
        writer.StartObject();
        writer.Member("class"u8);
        writer.Value(error.Class);
        writer.Member("desc"u8);
        writer.Value(error.Description);
        writer.EndObject();
        End(ref writer);
    }

    /// <summary>Completes a result: <c>{"return": …</c> has been written already.</summary>
    /// <param name="writer">Where it was written.</param>
    /// <param name="id">The request's id as it came; empty if there was none.</param>
    public static void Complete(ref JsonWriter writer, ReadOnlySpan<byte> id)
    {
        WriteId(ref writer, id);
        End(ref writer);
    }

    private static void WriteId(ref JsonWriter writer, ReadOnlySpan<byte> id)
    {
        if (!id.IsEmpty)
        {
            writer.Member("id"u8);
            Repeat(ref writer, id);
        }
    }

    private static void End(ref JsonWriter writer)
    {
        writer.EndObject();
        writer.NewLine();
        writer.Flush();
    }

    // Token by token, so that depth costs nothing: the same value in the form that all replies have.
    private static void Repeat(ref JsonWriter writer, ReadOnlySpan<byte> value)
    {
        int at = 0;
        while ((at = JsonText.SkipWhiteSpace(value, at)) < value.Length)
        {
            int start = at;
            at = value[at] is (byte)'{' or (byte)'}' or (byte)'[' or (byte)']' or (byte)',' or (byte)':' ? at + 1 : JsonText.SkipValue(value, at);
            RepeatToken(ref writer, value[start..at], value[at..]);
        }
    }

    private static void RepeatToken(ref JsonWriter writer, ReadOnlySpan<byte> token, ReadOnlySpan<byte> rest)
    {
        switch (token[0])
        {
            case (byte)'{':
                writer.StartObject();
                break;
            case (byte)'}':
                writer.EndObject();
                break;
            case (byte)'[':
                writer.StartArray();
                break;
            case (byte)']':
                writer.EndArray();
                break;
            case (byte)',' or (byte)':':
                break;
            case (byte)'"' or (byte)'\'':
                int after = JsonText.SkipWhiteSpace(rest, 0);
                if (after < rest.Length && rest[after] == (byte)':')
                {
                    writer.Utf8Member(JsonString.DecodeUtf8(token));
                }
                else
                {
                    writer.Utf8Value(JsonString.DecodeUtf8(token));
                }

                break;
            case (byte)'t' or (byte)'f' or (byte)'n':
                writer.Raw(token);
                break;
            default:
                RepeatNumber(ref writer, token);
                break;
        }
    }

    private static void RepeatNumber(ref JsonWriter writer, ReadOnlySpan<byte> token)
    {
        switch (JsonNumber.Parse(token, out long signed, out ulong unsigned, out double real))
        {
            case NumberKind.Signed:
                writer.Value(signed);
                break;
            case NumberKind.Unsigned:
                writer.Value(unsigned);
                break;
            default:
                writer.Value(real);
                break;
        }
    }
}
