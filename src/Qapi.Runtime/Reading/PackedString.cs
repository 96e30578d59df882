using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using Qapi.Runtime.Base64Encoding;

namespace Qapi.Runtime.Reading;

/// <summary>
/// How the beginning of a long string of base64 is kept between its quotes: decoded. It takes three quarters of the memory, and a payload
/// has been decoded by the time that its last byte arrives. Since only whole groups of four characters without padding are packed, the text
/// can be had back exactly where it is no payload after all. A byte that no sound string has (0xFF) and a length tell it from text; what
/// follows is text as ever.
/// </summary>
public static class PackedString
{
    /// <summary>The mark and the length, a little-endian <c>int</c>.</summary>
    internal const int HeaderLength = 1 + sizeof(int);

    private const byte Mark = 0xFF;
    private const int Group = 4;
    private static readonly SearchValues<byte> s_whiteSpace = SearchValues.Create(" \t\r\n"u8);

    /// <summary>How many bytes are packed, header included.</summary>
    /// <param name="body">What stands between the quotes, or from there on.</param>
    /// <returns>0 if it is all text.</returns>
    internal static int HeadLength(ReadOnlySpan<byte> body) =>
        !body.IsEmpty && body[0] == Mark ? HeaderLength + BinaryPrimitives.ReadInt32LittleEndian(body[1..]) : 0;

    /// <summary>The bytes that were packed.</summary>
    /// <param name="body">What stands between the quotes.</param>
    /// <returns>Empty if it is all text.</returns>
    internal static ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> body) => HeadLength(body) is > 0 and int length ? body[HeaderLength..length] : default;

    /// <summary>How many characters were packed.</summary>
    /// <param name="body">What stands between the quotes.</param>
    internal static int TextLength(ReadOnlySpan<byte> body) => Bytes(body).Length / 3 * Group;

    /// <summary>Restores the characters that were packed.</summary>
    /// <param name="body">What stands between the quotes.</param>
    /// <param name="destination">Where they go.</param>
    /// <returns>How many they are.</returns>
    internal static int CopyText(ReadOnlySpan<byte> body, Span<byte> destination) => Base64Codec.Encode(Bytes(body), destination);

    /// <summary>Says how much is packed.</summary>
    /// <param name="body">Where the header goes.</param>
    /// <param name="length">How many bytes follow it.</param>
    internal static void WriteHeader(Span<byte> body, int length)
    {
        body[0] = Mark;
        BinaryPrimitives.WriteInt32LittleEndian(body[1..], length);
    }

    /// <summary>Packs text up to the last whole group before anything that is no base64, padding included.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">Where its bytes go; must not overlap it.</param>
    /// <param name="written">How many bytes those are: three for each four.</param>
    /// <returns>How much of the text was packed.</returns>
    internal static int Pack(ReadOnlySpan<byte> text, Span<byte> bytes, out int written)
    {
        Base64Codec.Decode(text, bytes, out int taken, out written);
        if (written * Group == taken * 3)
        {
            return taken;
        }

        // The framework's decoder has passed over white space, of which nothing may be lost.
        int plain = text.IndexOfAny(s_whiteSpace);
        Base64Codec.Decode(text[..plain], bytes, out taken, out written);
        return taken;
    }

    /// <summary>Whether a part of a string is packed.</summary>
    /// <param name="token">The string with its quotes.</param>
    internal static bool IsPacked(ReadOnlySpan<byte> token) => token[1] == Mark;

    /// <summary>A packed string as it was sent.</summary>
    /// <param name="token">The string with its first quote.</param>
    /// <param name="maximum">How much of the packed part is wanted, in characters.</param>
    /// <returns>The text, up to the maximum or beyond.</returns>
    internal static ReadOnlySpan<byte> Unpack(ReadOnlySpan<byte> token, int maximum = int.MaxValue)
    {
        ReadOnlySpan<byte> bytes = Bytes(token[1..]);
        ReadOnlySpan<byte> rest = token[(1 + HeaderLength + bytes.Length)..];
        bytes = bytes[..Math.Min(bytes.Length, maximum / Group * 3)];
        int length = Base64.GetMaxEncodedToUtf8Length(bytes.Length);
        byte[] text = new byte[1 + length + rest.Length];
        text[0] = token[0];
        Base64Codec.Encode(bytes, text.AsSpan(1));
        rest.CopyTo(text.AsSpan(1 + length));
        return text;
    }
}
