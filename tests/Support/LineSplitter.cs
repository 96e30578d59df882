using System.Text;

namespace Qga.Support;

/// <summary>Makes lines of bytes that come in pieces.</summary>
/// <param name="add">Takes each line without its end, one character for each byte.</param>
public sealed class LineSplitter(Action<string> add)
{
    private readonly StringBuilder _line = new();

    /// <summary>Takes the next piece.</summary>
    /// <param name="bytes">The piece; what follows its last end of a line is kept for the next one.</param>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is int end and >= 0)
        {
            add(_line.Append(Encoding.Latin1.GetString(bytes[..end])).ToString());
            _line.Clear();
            bytes = bytes[(end + 1)..];
        }

        _line.Append(Encoding.Latin1.GetString(bytes));
    }
}
