using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using Qapi.Runtime.Base64Encoding;

namespace Qapi.Runtime.Reading;

/// <summary>
/// The form in which a receive buffer keeps the beginning of a long string of base64: decoded. It takes three quarters of the memory, and a payload
/// is decoded by the time that its last byte arrives. Only whole groups of four characters without padding are packed, so that the text can be
/// restored exactly if it is no payload. Between the quotes stand 0xFF, which no valid string has, a length, the decoded bytes, and then text.
/// </summary>
internal static class PackedString
{
    /// <summary>The length of the mark and of the length, a little-endian <c>int</c>.</summary>
    public const int HeaderLength = 1 + sizeof(int);

    private const byte Mark = 0xFF;
    private const int Group = 4;
    private static readonly SearchValues<byte> s_whiteSpace = SearchValues.Create(" \t\r\n"u8);

    /// <summary>The length of the packed part, header included; 0 if all is text.</summary>
    /// <param name="body">What stands between the quotes, or more.</param>
    public static int HeadLength(ReadOnlySpan<byte> body) =>
        !body.IsEmpty && body[0] == Mark ? HeaderLength + BinaryPrimitives.ReadInt32LittleEndian(body[1..]) : 0;

    /// <summary>The packed bytes; empty if all is text.</summary>
    public static ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> body) => HeadLength(body) is > 0 and int length ? body[HeaderLength..length] : default;

    /// <summary>How many characters were packed.</summary>
    public static int TextLength(ReadOnlySpan<byte> body) => Bytes(body).Length / 3 * Group;

    /// <summary>The most bytes that a string can have as UTF-8: no escape is shorter than what it stands for.</summary>
    public static int MaximumTextLength(ReadOnlySpan<byte> body) => body.Length - HeadLength(body) + TextLength(body);

    public static void WriteHeader(Span<byte> body, int length)
    {
        body[0] = Mark;
        BinaryPrimitives.WriteInt32LittleEndian(body[1..], length);
    }

    /// <summary>Packs text up to the last whole group before padding or anything else that is no base64.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">Receives its bytes; must not overlap it.</param>
    /// <param name="written">How many bytes were written, three for each four characters.</param>
    /// <returns>How many characters were packed.</returns>
    public static int Pack(ReadOnlySpan<byte> text, Span<byte> bytes, out int written)
    {
        Base64Codec.Decode(text, bytes, out int taken, out written);
        if (written * Group == taken * 3)
        {
            return taken;
        }

        // The framework's decoder has skipped white space, of which nothing may be lost.
        int plain = text.IndexOfAny(s_whiteSpace);
        Base64Codec.Decode(text[..plain], bytes, out taken, out written);
        return taken;
    }

    /// <summary>Restores the beginning of a packed string as it was sent.</summary>
    /// <param name="token">The string from its first quote on.</param>
    /// <param name="maximum">How many characters are wanted.</param>
    /// <returns>At least as many characters, the quote included, if the string has them.</returns>
    public static ReadOnlySpan<byte> Unpack(ReadOnlySpan<byte> token, int maximum)
    {
        ReadOnlySpan<byte> bytes = Bytes(token[1..]);
        ReadOnlySpan<byte> rest = token[(1 + HeaderLength + bytes.Length)..];
        bytes = bytes[..Math.Min(bytes.Length, maximum / Group * 3)];
        rest = rest[..Math.Min(rest.Length, maximum)];
        int length = Base64.GetMaxEncodedToUtf8Length(bytes.Length);
        byte[] text = new byte[1 + length + rest.Length];
        text[0] = token[0];
        Base64Codec.Encode(bytes, text.AsSpan(1));
        rest.CopyTo(text.AsSpan(1 + length));
        return text;
    }
}
