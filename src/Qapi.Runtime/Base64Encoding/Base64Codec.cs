using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Qapi.Runtime.Base64Encoding;

/// <summary>
/// Base64 in whole groups. The framework's, except in a program that is linked with base64.c and runs on a processor for which that is faster: then
/// base64.c converts all but the last groups.
/// </summary>
internal static partial class Base64Codec
{
    private const int CharactersOfGroup = 4;
    private const int BytesOfGroup = 3;

    [FeatureSwitchDefinition("Qga.NativeBase64")]
    private static bool HasNative => AppContext.TryGetSwitch("Qga.NativeBase64", out bool isLinked) && isLinked;

    /// <summary>Encodes bytes, with padding if they do not end with a group.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="text">Receives the text. Its end may overlap the bytes: they are always read before their place is written.</param>
    /// <returns>The length of the text.</returns>
    public static int Encode(ReadOnlySpan<byte> bytes, Span<byte> text)
    {
        int done = HasNative ? EncodeNative(bytes, text) : 0;
        int start = done / BytesOfGroup * CharactersOfGroup;
        Base64.EncodeToUtf8(bytes[done..], text[start..], out _, out int written);
        return start + written;
    }

    /// <summary>Decodes whole groups up to the first with padding or with a character that base64 does not have; white space is skipped.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">Receives the bytes.</param>
    /// <param name="taken">How many characters were decoded.</param>
    /// <param name="written">How many bytes were written.</param>
    public static void Decode(ReadOnlySpan<byte> text, Span<byte> bytes, out int taken, out int written)
    {
        int done = HasNative ? DecodeNative(text, bytes) : 0;
        int start = done / CharactersOfGroup * BytesOfGroup;
        Base64.DecodeFromUtf8(text[done..], bytes[start..], out taken, out written, isFinalBlock: false);
        taken += done;
        written += start;
    }

    private static unsafe int EncodeNative(ReadOnlySpan<byte> bytes, Span<byte> text)
    {
        fixed (byte* source = bytes, destination = text)
        {
            return (int)Encode(source, (nuint)Math.Min(bytes.Length, text.Length / CharactersOfGroup * BytesOfGroup), destination);
        }
    }

    private static unsafe int DecodeNative(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        fixed (byte* source = text, destination = bytes)
        {
            return (int)Decode(source, (nuint)Math.Min(text.Length, bytes.Length / BytesOfGroup * CharactersOfGroup), destination);
        }
    }

    [LibraryImport("qga-base64", EntryPoint = "qga_base64_encode")]
    private static unsafe partial nuint Encode(byte* bytes, nuint length, byte* text);

    [LibraryImport("qga-base64", EntryPoint = "qga_base64_decode")]
    private static unsafe partial nuint Decode(byte* text, nuint length, byte* bytes);
}
