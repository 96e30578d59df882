using System.Buffers;
using System.Buffers.Text;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qapi.Runtime.Writing;
using Qga.Protocol.Framing;

namespace Qga.Protocol.Envelope;

/// <summary>Writes the envelope of replies, one a line.</summary>
public static class Reply
{
    // Two numbers of 64 bits and a colon.
    private const int LongestPlace = 41;

    /// <summary>Writes an error: <c>{"id": …, "error": {"class": …, "desc": …}}</c>.</summary>
    /// <param name="output">Receives the reply.</param>
    /// <param name="id">The request's id as it came; empty if there was none.</param>
    /// <param name="error">The error.</param>
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

    /// <summary>Writes the answer to bytes that are not JSON.</summary>
    /// <param name="output">Receives the reply.</param>
    /// <param name="error">The error.</param>
    public static void WriteError(IBufferWriter<byte> output, SyntaxError error)
    {
        if (error.Line == 0)
        {
            WriteError(output, default, QapiError.Generic(error.Text));
            return;
        }

        // In one piece and without allocation: a client can ask for this with every byte that it sends.
        ReadOnlySpan<byte> before = "{\"error\": {\"class\": \"GenericError\", \"desc\": \""u8;
        ReadOnlySpan<byte> text = error.Fault!.Escaped;
        ReadOnlySpan<byte> behind = "\"}}\n"u8;
        Span<byte> reply = output.GetSpan(before.Length + LongestPlace + text.Length + behind.Length);
        before.CopyTo(reply);
        int length = before.Length;
        Utf8Formatter.TryFormat(error.Line, reply[length..], out int digits);
        length += digits;
        reply[length++] = (byte)':';
        Utf8Formatter.TryFormat(error.Column, reply[length..], out digits);
        length += digits;
        text.CopyTo(reply[length..]);
        length += text.Length;
        behind.CopyTo(reply[length..]);
        output.Advance(length + behind.Length);
    }

    /// <summary>Completes a result, after <c>{"return": …</c> has been written.</summary>
    /// <param name="writer">The writer of the result.</param>
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

    // Token by token: neither depth nor length costs memory.
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
                writer.CopyString(token);
                int after = JsonText.SkipWhiteSpace(rest, 0);
                if (after < rest.Length && rest[after] == (byte)':')
                {
                    writer.EndName();
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
