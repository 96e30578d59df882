using System.Buffers;

namespace Qga.Cli.Files;

/// <summary>The last lines of what comes. Of lines that are longer together than what it keeps, the end is kept.</summary>
/// <param name="count">How many lines.</param>
internal sealed class LastLines(int count)
{
    /// <summary>How much is kept, in bytes.</summary>
    public const int Room = 4 << 20;

    private readonly ArrayBufferWriter<byte> _kept = new();

    /// <summary>What is kept of it.</summary>
    public ReadOnlySpan<byte> Text => Bytes[StartOfLast(Bytes, count)..];

    private ReadOnlySpan<byte> Bytes => _kept.WrittenSpan;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        _kept.Write(bytes);
        if (_kept.WrittenCount > 2 * Room)
        {
            byte[] end = Bytes[^Room..].ToArray();
            _kept.Clear();
            _kept.Write(end);
        }
    }

    /// <summary>Where the last lines begin; 0 also if there are fewer.</summary>
    internal static int StartOfLast(ReadOnlySpan<byte> bytes, int lines)
    {
        int end = bytes is [.., (byte)'\n'] ? bytes.Length - 1 : bytes.Length;
        if (lines == 0)
        {
            return bytes.Length;
        }

        for (int line = 0; line < lines; line++)
        {
            end = bytes[..end].LastIndexOf((byte)'\n');
            if (end < 0)
            {
                return 0;
            }
        }

        return end + 1;
    }
}
