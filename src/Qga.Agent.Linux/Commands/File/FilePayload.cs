using Qapi.Runtime.Writing;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.File;

/// <summary>
/// A read: its first bytes, and of a large one the rest, fetched while the reply is on its way; at the end it fills in how much it was. An
/// error after the first bytes ends it there: what was taken from a pipe is not lost, and the next read meets the error. A thread writes a
/// reply before it runs its next command, so one of these serves all its reads.
/// </summary>
internal sealed class FilePayload : Payload
{
    // So much is read before the reply begins: enough to meet the errors that a file has from its first byte on.
    private const int FirstLength = 4096;

    private readonly byte[] _first = new byte[FirstLength];
    private OpenFile? _file;
    private int _firstLength;
    private int _fromFirst;
    private long _limit;

    /// <summary>Prepares for its first read.</summary>
    public FilePayload() => Reply = new() { Count = 0, BufB64 = this, Eof = false };

    /// <summary>The reply that is filled in.</summary>
    public GuestFileRead Reply { get; }

    /// <summary>Reads what comes first.</summary>
    /// <param name="opened">The file, entered; it is left when nothing more is read from it.</param>
    /// <param name="count">How many bytes there may be in all.</param>
    /// <returns>Why there is none at all.</returns>
    public Errno Begin(OpenFile opened, long count)
    {
        _file = opened;
        _limit = count;
        _fromFirst = 0;
        _firstLength = 0;
        Reply.Eof = false;
        Errno error = default;
        Span<byte> room = _first.AsSpan(0, (int)Math.Min(count, FirstLength));
        while (_firstLength < room.Length && !Reply.Eof && error.IsSuccess)
        {
            int length = Fetch(opened.Descriptor, room[_firstLength..]);
            error = length < 0 ? Errno.Last : default;
            _firstLength += Math.Max(length, 0);
            Reply.Eof = length == 0;
        }

        Reply.Count = _firstLength;
        if (Reply.Count < FirstLength || Reply.Count == _limit)
        {
            End();
        }

        return _firstLength > 0 ? default : error;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_fromFirst < _firstLength)
        {
            int count = Math.Min(_firstLength - _fromFirst, buffer.Length);
            _first.AsSpan(_fromFirst, count).CopyTo(buffer);
            _fromFirst += count;
            return count;
        }

        if (_file is null)
        {
            return 0;
        }

        int wanted = (int)Math.Min(_limit - Reply.Count, buffer.Length);
        int length = wanted > 0 && !_file.IsClosed ? Fetch(_file.Descriptor, buffer[..wanted]) : -1;
        Reply.Count += Math.Max(length, 0);
        Reply.Eof = length == 0;
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
}
