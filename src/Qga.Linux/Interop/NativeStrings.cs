using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

/// <summary>Strings as C's argv and envp want them: an array of pointers to bytes with a closing zero, and a null pointer after the last.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private readonly byte** _pointers;

    /// <summary>Copies strings.</summary>
    /// <param name="strings">The strings, without a zero in them.</param>
    public NativeStrings(IReadOnlyList<byte[]> strings)
    {
        int bytes = 0;
        for (int index = 0; index < strings.Count; index++)
        {
            bytes += strings[index].Length + 1;
        }

        int table = (strings.Count + 1) * sizeof(byte*);
        _pointers = (byte**)NativeMemory.Alloc((nuint)(table + bytes));
        byte* next = (byte*)_pointers + table;
        for (int index = 0; index < strings.Count; index++)
        {
            byte[] text = strings[index];
            _pointers[index] = next;
            text.CopyTo(new Span<byte>(next, text.Length));
            next += text.Length;
            *next++ = 0;
        }

        _pointers[strings.Count] = null;
    }

    /// <summary>The array.</summary>
    public byte** Pointers => _pointers;

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.Free(_pointers);
}
