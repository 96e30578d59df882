using System.Runtime.CompilerServices;
using Qapi.Runtime.Reading;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.File;

/// <summary>
/// The bytes of a guest-file-read: the first ones are read before the reply begins, the rest while it is written. An error after the first bytes ends the
/// read: bytes taken from a pipe are not lost, and the next read meets the error. A struct, so that a read makes no object.
/// </summary>
/// <param name="file">The file, entered; it is left as soon as nothing more is read from it.</param>
/// <param name="limit">The most bytes.</param>
internal struct FilePayload(OpenFile file, long limit) : IPayload
{
    // Read before the reply begins: enough to meet the errors that a file has from its first byte on.
    private const int FirstLength = 4096;

    private OpenFile? _file = file;
    private FirstBytes _first;
    private int _firstLength;
    private int _fromFirst;

    /// <summary>The number of bytes read.</summary>
    public long Count { get; private set; }

    /// <summary>Whether the end of the file was met.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Reads the first bytes.</summary>
    /// <returns>Success if there is at least one, or the end of the file was met.</returns>
    public Errno Begin()
    {
        Errno error = default;
        Span<byte> room = ((Span<byte>)_first)[..(int)Math.Min(limit, FirstLength)];
        while (_firstLength < room.Length && !IsAtEnd && error.IsSuccess)
        {
            int length = Fetch(_file!.Descriptor, room[_firstLength..]);
            error = length < 0 ? Errno.Last : default;
            _firstLength += Math.Max(length, 0);
            IsAtEnd = length == 0;
        }

        Count = _firstLength;
        if (Count < FirstLength || Count == limit)
        {
            Leave();
        }

        return _firstLength > 0 ? default : error;
    }

    /// <inheritdoc/>
    public int Read(Span<byte> buffer)
    {
        if (_fromFirst < _firstLength)
        {
            int count = Math.Min(_firstLength - _fromFirst, buffer.Length);
            ((Span<byte>)_first).Slice(_fromFirst, count).CopyTo(buffer);
            _fromFirst += count;
            return count;
        }

        if (_file is null)
        {
            return 0;
        }

        int wanted = (int)Math.Min(limit - Count, buffer.Length);
        int length = wanted > 0 && !_file.IsClosed ? Fetch(_file.Descriptor, buffer[..wanted]) : -1;
        Count += Math.Max(length, 0);
        IsAtEnd = length == 0;
        if (length <= 0)
        {
            Leave();
        }

        return Math.Max(length, 0);
    }

    /// <summary>Leaves the file to other commands; does nothing the second time.</summary>
    public void Leave()
    {
        _file?.Leave();
        _file = null;
    }

    // read(2), repeated where a signal interrupts it.
    private static int Fetch(SafeDescriptor descriptor, Span<byte> buffer)
    {
        nint count;
        do
        {
            count = Libc.Read(descriptor, buffer);
        }
        while (count < 0 && Errno.Last == Errno.EINTR);
        return (int)count;
    }

    [InlineArray(FirstLength)]
    private struct FirstBytes
    {
        private byte _element;
    }
}
