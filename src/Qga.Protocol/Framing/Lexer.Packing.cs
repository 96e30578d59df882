using Qapi.Runtime.Reading;

namespace Qga.Protocol.Framing;

/// <content>Long strings of base64, kept as <see cref="PackedString"/> says.</content>
internal sealed partial class Lexer
{
    private const int LeastPacked = 4096;
    private const int Group = 4;

    private bool _isPackable;
    private int _packedEnd;
    private long _saved;

    /// <summary>Whether the token is a string that is packed.</summary>
    public bool IsPacked { get; private set; }

    /// <summary>How long the token is, or is so far, as it was sent.</summary>
    /// <param name="end">Where it ends, or has come to.</param>
    public int TokenLength(int end) => end - TokenStart + (int)_saved;

    /// <summary>Whether the bytes shown last end within a string that can be packed, or packed further.</summary>
    /// <param name="end">Where they end.</param>
    /// <param name="open">How many of the last ones are not packed yet.</param>
    public bool CanPack(int end, out int open)
    {
        open = end - (IsPacked ? _packedEnd : TokenStart + 1);
        return _state == State.Text && _isPackable && !_isSuspicious && (IsPacked || open >= LeastPacked);
    }

    /// <summary>Puts the next part of the string behind what of it is packed already.</summary>
    /// <param name="bytes">All bytes, without those that were open, and room behind them.</param>
    /// <param name="text">Those that were open, and what has been received after them.</param>
    /// <returns>Where the bytes end now.</returns>
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
            _saved += taken - written - header;
            start = _packedEnd;
            int body = TokenStart + 1;
            PackedString.WriteHeader(bytes[body..], _packedEnd - body - PackedString.HeaderLength);
        }

        text[taken..].CopyTo(bytes[start..]);
        Position = start;
        return start + text.Length - taken;
    }

    // From here on positions are those of what was sent again.
    private void Settle()
    {
        _dropped += _saved;
        _saved = 0;
    }
}
