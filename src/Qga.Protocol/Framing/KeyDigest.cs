using System.Runtime.InteropServices;
using Qapi.Runtime.Reading;

namespace Qga.Protocol.Framing;

/// <summary>
/// The length and a hash of a key without its escapes, taken while the key arrives: memory does not grow with it, and what is left to do at its end
/// is a piece. The hash is seeded at random, so that no client can aim at its collisions.
/// </summary>
internal sealed class KeyDigest
{
    private const int BlockLength = 1024;

    // Blocks end at the same places however the key is written: a character that crosses one is in the reserve behind it.
    private readonly byte[] _block = new byte[BlockLength + StringDecoder.LongestCharacter];
    private int _used;

    /// <summary>How many bytes of the key as it was sent are digested.</summary>
    public int Consumed { get; private set; }

    /// <summary>The length of the decoded key in bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The last byte of the decoded key; 0 if it is empty.</summary>
    public byte Last { get; private set; }

    public int Hash { get; private set; }

    /// <summary>Hashes a whole key that has no escapes and fits into a block.</summary>
    public static int HashOf(ReadOnlySpan<byte> key) => Combine(0, key);

    /// <summary>Digests the next part of a key; the last one leaves <see cref="Hash"/> as it will be used.</summary>
    /// <param name="text">What follows the part of the last call, as it was sent and without the quotes. It cuts no escape.</param>
    /// <param name="isLast">Whether the key ends with it.</param>
    public void Update(ReadOnlySpan<byte> text, bool isLast)
    {
        Consumed += text.Length;
        StringDecoder decoder = new(text);
        while (decoder.Read(_block.AsSpan(_used)) is > 0 and int count)
        {
            _used += count;
            Length += count;
            Last = _block[_used - 1];
            if (_used >= BlockLength)
            {
                Hash = Combine(Hash, _block.AsSpan(0, BlockLength));
                _block.AsSpan(BlockLength.._used).CopyTo(_block);
                _used -= BlockLength;
            }
        }

        if (isLast && _used > 0)
        {
            Hash = Combine(Hash, _block.AsSpan(0, _used));
        }
    }

    public void Reset()
    {
        _used = 0;
        Consumed = 0;
        Length = 0;
        Last = 0;
        Hash = 0;
    }

    // The framework's hash is one of 16-bit units: it leaves out the last byte of an odd number, which Last has.
    private static int Combine(int hash, ReadOnlySpan<byte> block) => (hash * 31) + string.GetHashCode(MemoryMarshal.Cast<byte, char>(block));
}
