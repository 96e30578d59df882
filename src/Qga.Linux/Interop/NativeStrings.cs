using System.Runtime.InteropServices;
using System.Text;

namespace Qga.Linux.Interop;

/// <summary>Strings as C's argv and envp want them: an array of pointers to UTF-8 with a closing zero, and a null pointer after the last.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly byte** pointers;

    /// <summary>Copies strings.</summary>
    /// <param name="strings">The strings.</param>
    public NativeStrings(IReadOnlyCollection<string> strings)
    {
        int bytes = 0;
        foreach (string text in strings)
        {
            bytes += Encoding.UTF8.GetByteCount(text) + 1;
        }

        int table = (strings.Count + 1) * sizeof(byte*);
        pointers = (byte**)NativeMemory.Alloc((nuint)(table + bytes));
        byte* next = (byte*)pointers + table;
        byte* end = next + bytes;
        int index = 0;
        foreach (string text in strings)
        {
            pointers[index++] = next;
            next += Encoding.UTF8.GetBytes(text, new Span<byte>(next, (int)(end - next)));
            *next++ = 0;
        }

        pointers[index] = null;
    }

    /// <summary>The array.</summary>
    public byte** Pointers => pointers;

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.Free(pointers);
}
