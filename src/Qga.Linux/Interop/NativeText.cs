using System.Text;

namespace Qga.Linux.Interop;

/// <summary>Text as system calls take it.</summary>
public static class NativeText
{
    /// <summary>
    /// Gives a text's UTF-8. A NUL in it, which would end a path or an argument early, becomes the bytes C0 80: with them it is an ordinary
    /// part of a name that hardly exists.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The bytes, none of them zero.</returns>
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
}
