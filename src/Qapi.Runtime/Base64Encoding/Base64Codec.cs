using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Qapi.Runtime.Base64Encoding;

/// <summary>
/// Base64 of whole groups: the framework's, and where the program is linked with base64.c and the processor is one for which that is faster, all
/// but the last few by that.
/// </summary>
internal static partial class Base64Codec
{
    private const int CharactersOfGroup = 4;
    private const int BytesOfGroup = 3;

    [FeatureSwitchDefinition("Qga.NativeBase64")]
    private static bool HasNative => AppContext.TryGetSwitch("Qga.NativeBase64", out bool isLinked) && isLinked;

    /// <summary>Encodes all, with padding where it does not end with a group.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="text">
    /// Has room for the text. It may end where the bytes end: whoever encodes reads at least as many bytes as it writes the text of, before it does.
    /// </param>
    /// <returns>The text's length.</returns>
    public static int Encode(ReadOnlySpan<byte> bytes, Span<byte> text)
    {
        int done = HasNative ? EncodeNative(bytes, text) : 0;
        int start = done / BytesOfGroup * CharactersOfGroup;
        Base64.EncodeToUtf8(bytes[done..], text[start..], out _, out int written);
        return start + written;
    }

    /// <summary>Decodes whole groups up to the first with padding or with a character that base64 does not have; white space is passed over.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bytes">Where the bytes go.</param>
    /// <param name="taken">How much of the text was decoded.</param>
    /// <param name="written">How many bytes it gave.</param>
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
