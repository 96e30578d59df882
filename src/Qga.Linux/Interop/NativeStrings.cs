using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

/// <summary>
/// Strings as execve(2) takes argv and envp: pointers to bytes that end with a zero, and a null pointer after the last. All of it is one block outside
/// the managed heap.
/// </summary>
public sealed unsafe class NativeStrings : IDisposable
{
    // Linux takes no more of argv and envp together, pointers included; less where RLIMIT_STACK is below 24 MiB. The kernel holds to the exact limit.
    private const long MaximumSize = 6 << 20;

    private readonly byte** _pointers;
    private readonly byte* _end;
    private readonly int _capacity;
    private byte* _next;

    /// <summary>Makes an empty list.</summary>
    /// <param name="capacity">The most strings.</param>
    /// <param name="byteLength">The most bytes of all strings together, without their zeros.</param>
    /// <exception cref="OutOfMemoryException">The block cannot be allocated.</exception>
    public NativeStrings(int capacity, long byteLength)
    {
        long table = (capacity + 1L) * sizeof(byte*);
        long size = table + byteLength + capacity;
        _pointers = (byte**)NativeMemory.Alloc((nuint)size);
        _next = (byte*)_pointers + table;
        _end = (byte*)_pointers + size;
        _capacity = capacity;
        _pointers[0] = null;
    }

    /// <summary>The number of strings so far.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes of all strings together, without their zeros.</summary>
    public long ByteLength { get; private set; }

    internal byte** Pointers => _pointers;

    /// <summary>A string, without its zero.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return MemoryMarshal.CreateReadOnlySpanFromNullTerminated(_pointers[index]);
        }
    }

    /// <summary>Whether execve(2) certainly refuses (E2BIG) so many strings in argv and envp together.</summary>
    /// <param name="count">The number of strings.</param>
    /// <param name="byteLength">Their bytes together, without their zeros.</param>
    public static bool ExceedsLimit(long count, long byteLength) => byteLength + (count * (sizeof(byte*) + 1)) > MaximumSize;

    /// <summary>Copies texts as UTF-8; see <see cref="NativeText.Encode(string)"/> for a NUL in them.</summary>
    public static NativeStrings Of(params IReadOnlyCollection<string> texts)
    {
        long length = 0;
        List<byte[]> encoded = new(texts.Count);
        foreach (string text in texts)
        {
            byte[] bytes = NativeText.Encode(text);
            encoded.Add(bytes);
            length += bytes.Length;
        }

        NativeStrings strings = new(encoded.Count, length);
        encoded.ForEach(bytes => bytes.CopyTo(strings.Add(bytes.Length)));
        return strings;
    }

    /// <summary>Copies this process's environment, with a variable more.</summary>
    /// <param name="assignment"><c>NAME=value</c>.</param>
    public static NativeStrings OfEnvironment(string assignment)
    {
        byte** variables = Libc.Environ;
        int count = 1;
        byte[] last = NativeText.Encode(assignment);
        long length = last.Length;
        for (byte** variable = variables; variable is not null && *variable is not null; variable++)
        {
            count++;
            length += MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*variable).Length;
        }

        NativeStrings strings = new(count, length);
        for (byte** variable = variables; strings.Count < count - 1; variable++)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*variable);
            bytes.CopyTo(strings.Add(bytes.Length));
        }

        last.CopyTo(strings.Add(last.Length));
        return strings;
    }

    /// <summary>Adds a string.</summary>
    /// <param name="length">Its bytes.</param>
    /// <returns>Where to write them; none may be zero.</returns>
    public Span<byte> Add(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(Count, _capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)(_end - _next - (_capacity - Count)));
        byte* start = _next;
        start[length] = 0;
        _pointers[Count++] = start;
        _pointers[Count] = null;
        _next += length + 1;
        ByteLength += length;
        return new(start, length);
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.Free(_pointers);
}
