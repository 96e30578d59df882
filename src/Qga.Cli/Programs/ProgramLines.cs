using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Programs;

/// <summary>The output of a guest's program as lines of JSON: each piece as text, or as base64 if it is not UTF-8.</summary>
/// <param name="output">Where they go.</param>
/// <param name="guest">The guest's name.</param>
/// <param name="gate">Held for each line, by all guests.</param>
internal sealed class ProgramLines(TextWriter output, string guest, Lock gate) : IProgramOutput
{
    private const int LongestCharacter = 4;

    private byte[] _outputRest = [];
    private byte[] _errorRest = [];

    /// <summary>The fields of a line.</summary>
    public static IReadOnlyList<Column> Columns { get; } = [new("STREAM", "stream"), new("TEXT", "text"), new("BASE64", "base64")];

    public void Write(GuestOutput piece)
    {
        ref byte[] rest = ref piece.Kind == GuestOutputKind.Output ? ref _outputRest : ref _errorRest;
        byte[] bytes = [.. rest, .. piece.Bytes.Span];

        // A character whose end is in the next piece waits for it.
        int whole = bytes.Length - UnfinishedLength(bytes);
        rest = bytes[whole..];
        Write(piece.Kind, bytes.AsSpan(0, whole));
    }

    public void Complete()
    {
        Write(GuestOutputKind.Output, _outputRest);
        Write(GuestOutputKind.Error, _errorRest);
    }

    private static int UnfinishedLength(ReadOnlySpan<byte> bytes)
    {
        for (int length = 1; length < LongestCharacter && length <= bytes.Length; length++)
        {
            if (Rune.DecodeFromUtf8(bytes[^length..], out _, out _) == OperationStatus.NeedMoreData)
            {
                return length;
            }
        }

        return 0;
    }

    private void Write(GuestOutputKind kind, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        string stream = kind == GuestOutputKind.Output ? "stdout" : "stderr";
        Answer line = Utf8.IsValid(bytes)
            ? Answer.Page((Columns[0], stream), (Columns[1], Encoding.UTF8.GetString(bytes)))
            : Answer.Page((Columns[0], stream), (Columns[2], Convert.ToBase64String(bytes)));
        lock (gate)
        {
            JsonAnswers.WriteLine(output, new(guest, line, null));
        }
    }
}
