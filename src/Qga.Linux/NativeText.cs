using System.Text;

namespace Qga.Linux;

/// <summary>Text in the form of system calls.</summary>
public static class NativeText
{
    /// <summary>
    /// The UTF-8 of a text, without zeros: a NUL, which would end a path or an argument early, becomes the bytes C0 80, an ordinary part of a name that
    /// hardly exists.
    /// </summary>
    public static byte[] Encode(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        if (!bytes.AsSpan().Contains((byte)0))
        {
            return bytes;
        }

        List<byte> encoded = new(bytes.Length + 8);
        foreach (byte value in bytes)
        {
            encoded.AddRange(value == 0 ? [0xC0, 0x80] : [value]);
        }

        return [.. encoded];
    }

    /// <summary>The bytes of each text.</summary>
    public static IReadOnlyList<byte[]> Encode(IReadOnlyList<string> texts)
    {
        byte[][] encoded = new byte[texts.Count][];
        for (int index = 0; index < encoded.Length; index++)
        {
            encoded[index] = Encode(texts[index]);
        }

        return encoded;
    }
}
