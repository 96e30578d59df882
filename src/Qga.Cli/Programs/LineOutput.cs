using System.Buffers;

namespace Qga.Cli.Programs;

/// <summary>Writes whole lines with something in front.</summary>
/// <param name="output">Where they go.</param>
/// <param name="prefix">What stands in front.</param>
/// <param name="gate">Held for each line, by all who write to the same place.</param>
internal sealed class LineOutput(Stream output, byte[] prefix, Lock gate)
{
    // What has no end of line after this much is written as a line.
    private const int LongestLine = 64 << 10;

    private readonly ArrayBufferWriter<byte> _line = new();

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is >= 0 and int end)
        {
            _line.Write(bytes[..end]);
            WriteLine();
            bytes = bytes[(end + 1)..];
        }

        _line.Write(bytes);
        if (_line.WrittenCount >= LongestLine)
        {
            WriteLine();
        }
    }

    /// <summary>Writes what has no end of line.</summary>
    public void Complete()
    {
        if (_line.WrittenCount > 0)
        {
            WriteLine();
        }
    }

    private void WriteLine()
    {
        _line.Write("\n"u8);
        lock (gate)
        {
            output.Write([.. prefix, .. _line.WrittenSpan]);
            output.Flush();
        }

        _line.ResetWrittenCount();
    }
}
