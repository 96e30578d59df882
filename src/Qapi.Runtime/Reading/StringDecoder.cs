using System.Text;
using Qapi.Runtime.Base64Encoding;

namespace Qapi.Runtime.Reading;

/// <summary>
/// Decodes the content of a string of validated JSON to UTF-8 in pieces, so that a long one costs no memory. U+0000 becomes C0 80. No piece ends
/// within a character.
/// </summary>
internal ref struct StringDecoder
{
    /// <summary>The most bytes that a character has.</summary>
    public const int LongestCharacter = 4;

    private static ReadOnlySpan<byte> NulAsUtf8 => [0xC0, 0x80];

    private ReadOnlySpan<byte> _packed;
    private ReadOnlySpan<byte> _rest;

    /// <param name="body">What stands between the quotes.</param>
    public StringDecoder(ReadOnlySpan<byte> body)
    {
        _packed = PackedString.Bytes(body);
        _rest = body[PackedString.HeadLength(body)..];
    }

    /// <summary>Whether two strings are equal without their escapes.</summary>
    public static bool AreSame(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (one.SequenceEqual(other))
        {
            return true;
        }

        if (!one.Contains((byte)'\\') && !other.Contains((byte)'\\'))
        {
            return false;
        }

        return AreSameDecoded(one, other);
    }

    private static bool AreSameDecoded(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        StringDecoder first = new(one);
        StringDecoder second = new(other);
        Span<byte> ofFirst = stackalloc byte[512];
        Span<byte> ofSecond = stackalloc byte[512];
        int firstLength = 0;
        int secondLength = 0;
        while (true)
        {
            firstLength += first.Read(ofFirst[firstLength..]);
            secondLength += second.Read(ofSecond[secondLength..]);
            int common = Math.Min(firstLength, secondLength);
            if (common == 0)
            {
                return firstLength == secondLength;
            }

            if (!ofFirst[..common].SequenceEqual(ofSecond[..common]))
            {
                return false;
            }

            ofFirst[common..firstLength].CopyTo(ofFirst);
            ofSecond[common..secondLength].CopyTo(ofSecond);
            firstLength -= common;
            secondLength -= common;
        }
    }

    /// <summary>Decodes the next characters.</summary>
    /// <param name="destination">Receives them, as many as fit.</param>
    /// <returns>How many bytes were written; 0 at the end, or if the next character does not fit.</returns>
    public int Read(scoped Span<byte> destination)
    {
        int written = 0;
        int count;
        do
        {
            Span<byte> free = destination[written..];
            count = !_packed.IsEmpty ? ReadPacked(free)
                : _rest.IsEmpty ? 0
                : _rest[0] == (byte)'\\' ? ReadEscape(free)
                : ReadPlain(free);
            written += count;
        }
        while (count > 0);

        return written;
    }

    private int ReadPacked(scoped Span<byte> free)
    {
        ReadOnlySpan<byte> taken = _packed[..Math.Min(_packed.Length, free.Length / 4 * 3)];
        _packed = _packed[taken.Length..];
        return Base64Codec.Encode(taken, free);
    }

    private int ReadPlain(scoped Span<byte> free)
    {
        int length = _rest[..Math.Min(_rest.Length, free.Length)].IndexOf((byte)'\\');
        if (length < 0)
        {
            length = Math.Min(_rest.Length, free.Length);
            while (length > 0 && length < _rest.Length && (_rest[length] & 0xC0) == 0x80)
            {
                length--;
            }
        }

        _rest[..length].CopyTo(free);
        _rest = _rest[length..];
        return length;
    }

    private int ReadEscape(scoped Span<byte> free)
    {
        ReadOnlySpan<byte> behind = _rest;
        int scalar = JsonString.DecodeEscape(ref behind);
        int length = 2;
        if (scalar == 0 ? !NulAsUtf8.TryCopyTo(free) : !new Rune(scalar).TryEncodeToUtf8(free, out length))
        {
            return 0;
        }

        _rest = behind;
        return length;
    }
}
