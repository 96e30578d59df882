using Qapi.Runtime.Reading;

namespace Qga.Protocol.Framing;

/// <content>Long strings of base64, decoded while they arrive (<see cref="PackedString"/>).</content>
internal sealed partial class Lexer
{
    private const int MinimumPacked = 4096;
    private const int Group = 4;

    private bool _isPackable;
    private int _packedEnd;
    private long _bytesSaved;

    /// <summary>Whether the token is a packed string.</summary>
    public bool IsPacked { get; private set; }

    /// <summary>The length of the token as it was sent, from <see cref="TokenStart"/> to an offset.</summary>
    public int TokenLength(int end) => end - TokenStart + (int)_bytesSaved;

    /// <summary>Whether the pending bytes end within a string that can be packed, or packed further.</summary>
    /// <param name="end">Where they end.</param>
    /// <param name="open">How many of the last ones are not packed yet.</param>
    public bool CanPack(int end, out int open)
    {
        open = end - (IsPacked ? _packedEnd : TokenStart + 1);
        return _state == State.String && _isPackable && !_needsValidation && (IsPacked || open >= MinimumPacked);
    }

    /// <summary>Packs the next part of the string behind the part that is packed already.</summary>
    /// <param name="bytes">The pending bytes without the open ones, and free room behind them.</param>
    /// <param name="text">The open bytes and those received after them.</param>
    /// <returns>Where the pending bytes end now.</returns>
    public int Pack(Span<byte> bytes, ReadOnlySpan<byte> text)
    {
        int header = IsPacked ? 0 : PackedString.HeaderLength;
        int start = IsPacked ? _packedEnd : TokenStart + 1;
        int taken = PackedString.Pack(text, bytes[(start + header)..], out int written);
        _isPackable = text.Length - taken < Group;
        if (taken > 0)
        {
            IsPacked = true;
            _packedEnd = start + header + written;
            _bytesSaved += taken - written - header;
            start = _packedEnd;
            int body = TokenStart + 1;
            PackedString.WriteHeader(bytes[body..], _packedEnd - body - PackedString.HeaderLength);
        }

        text[taken..].CopyTo(bytes[start..]);
        Position = start;
        return start + text.Length - taken;
    }

    // Behind a packed string, places in the stream count the bytes that were sent.
    private void CommitPosition()
    {
        _dropped += _bytesSaved;
        _bytesSaved = 0;
    }
}
