using System.Runtime.CompilerServices;
using Qapi.Runtime.Writing;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.File;

/// <summary>
/// A read: its first bytes, and of a large one the rest, fetched while the reply is written. An error after the first bytes ends it there: what was taken
/// from a pipe is not lost, and the next read meets the error. A struct, so that a read costs no object.
/// </summary>
/// <param name="file">The file, entered; it is left when nothing more is read from it.</param>
/// <param name="limit">How many bytes there may be in all.</param>
internal struct FilePayload(OpenFile file, long limit) : IPayload
{
    // So much is read before the reply begins: enough to meet the errors that a file has from its first byte on.
    private const int FirstLength = 4096;

    private OpenFile? _file = file;
    private FirstBytes _first;
    private int _firstLength;
    private int _fromFirst;

    /// <summary>How many bytes were read.</summary>
    public long Count { get; private set; }

    /// <summary>Whether the end of the file was met.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>Reads what comes first.</summary>
    /// <returns>Why there is none at all.</returns>
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
            End();
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
            End();
        }

        return Math.Max(length, 0);
    }

    private void End()
    {
        _file?.Leave();
        _file = null;
    }

    // read(2), begun again where a signal interrupted it.
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
