using System.Text;

namespace Qga.Linux.SysFs;

/// <summary>Text of sysfs and of udev's records.</summary>
internal static class PropertyText
{
    // A page is the most that an attribute can have; those that are read here are names and numbers.
    private const int Room = 1024;

    /// <summary>Finds a property in lines <c>NAME=value</c>.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="name">The name with what is between it and the value.</param>
    /// <returns>The value; null where there is none, or an empty one.</returns>
    public static string? Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            if (line.StartsWith(name))
            {
                return Value(line[name.Length..]);
            }

            text = end < 0 ? default : text[(end + 1)..];
        }

        return null;
    }

    /// <summary>Makes a string of a value.</summary>
    /// <param name="bytes">The value as the kernel has it: fields of devices come filled with blanks or zeros, attributes end with a line feed.</param>
    /// <returns>The value; null where there is none.</returns>
    public static string? Value(ReadOnlySpan<byte> bytes) => bytes.Trim(" \n\0"u8) is { IsEmpty: false } value ? Encoding.UTF8.GetString(value) : null;

    /// <summary>Reads an attribute.</summary>
    /// <param name="attribute">The file; one that cannot be read gives null.</param>
    /// <param name="shortage">Told why.</param>
    /// <returns>The value; null where there is none.</returns>
    public static string? Read(KernelFile attribute, Shortage shortage)
    {
        Span<byte> text = stackalloc byte[Room];
        shortage.Note(attribute.Read(text, out int length));
        return Value(text[..length]);
    }
}
