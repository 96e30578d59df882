using Qga.Linux.Interop;

namespace Qga.Linux;

/// <summary>The content of a file. Its memory is used again: what is to be kept must be copied before this is disposed of.</summary>
public readonly ref struct FileContent
{
    private readonly byte[]? _buffer;
    private readonly int _length;

    private FileContent(byte[] buffer, int length, Errno error)
    {
        _buffer = buffer;
        _length = length;
        Error = error;
    }

    /// <summary>Why it could not be read.</summary>
    public Errno Error { get; }

    /// <summary>The bytes; none where there was an error.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>Returns the memory.</summary>
    public void Dispose()
    {
        if (_buffer is not null)
        {
            SpareBuffer.Give(_buffer);
        }
    }

    /// <summary>Reads the rest of a file.</summary>
    /// <param name="file">The file; one that could not be opened gives its error.</param>
    internal static FileContent Read(KernelFile file)
    {
        byte[] buffer = SpareBuffer.Take();
        int length = 0;
        while (true)
        {
            Errno error = file.Read(buffer.AsSpan(length), out int count);
            if (count == 0)
            {
                return new(buffer, error.IsSuccess ? length : 0, error);
            }

            length += count;
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * length);
            }
        }
    }
}
