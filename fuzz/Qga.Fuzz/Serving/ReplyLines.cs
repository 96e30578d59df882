using System.Text;
using System.Text.Json;
using Qga.Protocol.Framing;

namespace Qga.Fuzz.Serving;

/// <summary>What every reply of an agent is: a line of JSON, with a sentinel before it at most.</summary>
internal static class ReplyLines
{
    /// <summary>Fails unless an agent's output is such lines, and nothing in it speaks of a fault of the agent's.</summary>
    /// <param name="output">All that the agent has sent.</param>
    public static void Validate(ReadOnlySpan<byte> output)
    {
        Check.That(output.IsEmpty || output[^1] == (byte)'\n', "the last reply is complete");
        while (!output.IsEmpty)
        {
            int end = output.IndexOf((byte)'\n');
            ValidateLine(output[..end]);
            output = output[(end + 1)..];
        }
    }

    private static void ValidateLine(ReadOnlySpan<byte> line)
    {
        bool hasSentinel = !line.IsEmpty && line[0] == Framer.Sentinel;
        line = hasSentinel ? line[1..] : line;
        Check.That(Ascii.IsValid(line), "a reply is ASCII");
        bool isResult = line.StartsWith("{\"return\": "u8);
        Check.That(isResult || line.StartsWith("{\"error\": {\"class\": "u8) || line.StartsWith("{\"id\": "u8), "a reply is a result or an error");
        Check.That(!hasSentinel || isResult, "a sentinel stands before a result");
        Check.That(line.IndexOf(" has failed: "u8) < 0 || IsRepeated(line), "no command fails by an exception");
        if (!IsJson(line))
        {
            // A number that is too large for a double is repeated as QEMU's agent does it.
            Check.That(line.IndexOf("inf"u8) >= 0, "a reply is JSON");
        }
    }

    // The words may be the client's own.
    private static bool IsRepeated(ReadOnlySpan<byte> line) => line.IndexOf("\"desc\": \"guest-"u8) < 0 && line.IndexOf("\"desc\": \"the request"u8) < 0;

    private static bool IsJson(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader reader = new(line, new JsonReaderOptions { MaxDepth = 1100 });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
