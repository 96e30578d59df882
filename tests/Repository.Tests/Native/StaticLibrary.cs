using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Repository.Tests.Native;

/// <summary>A static library (ar(5)) and the index at its beginning, which names the functions and variables that it defines.</summary>
internal sealed class StaticLibrary
{
    // "!<arch>\n", then the first member's header of 60 bytes, whose field from 48 on is its size.
    private const int IndexStart = 68;

    private readonly byte[] _content;

    public StaticLibrary(string path)
    {
        _content = File.ReadAllBytes(path);
        Assert.Equal("!<arch>\n/       ", Encoding.Latin1.GetString(_content, 0, 16));

        // As many offsets as the number at its start says, four bytes each, and then the names, each with a NUL.
        int size = int.Parse(Encoding.Latin1.GetString(_content, 56, 10), CultureInfo.InvariantCulture);
        ReadOnlySpan<byte> index = _content.AsSpan(IndexStart, size);
        int count = BinaryPrimitives.ReadInt32BigEndian(index);
        Symbols = [.. Encoding.Latin1.GetString(index[(4 * (count + 1))..]).Split('\0').Take(count)];
    }

    /// <summary>What the library defines, by its mangled name, which for a function carries the types of its parameters.</summary>
    public HashSet<string> Symbols { get; }

    /// <summary>Whether a constant string with these characters, and no others, is in the library.</summary>
    public bool HasString(string text) => _content.AsSpan().IndexOf(Encoding.Latin1.GetBytes($"\0{text}\0")) >= 0;
}
