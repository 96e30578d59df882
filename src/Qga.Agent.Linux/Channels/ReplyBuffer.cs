using System.Buffers;
using Qga.Agent.Linux.Dispatch;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Channels;

/// <summary>
/// What is to be sent to a peer. Outside of a command that may block it never blocks: what the peer does not take stays here. Under a
/// <see cref="Job"/> it is passed on whenever it is full, however slow the peer: so a reply of any length needs no more memory than this.
/// </summary>
internal sealed class ReplyBuffer(SafeDescriptor descriptor) : IBufferWriter<byte>, IDisposable
{
    /// <summary>From how much on the loop stops to answer before the peer has taken something.</summary>
    public const int HighWater = 64 << 10;

    // The text of 96 KiB, which a port takes as four of its buffers, and what stands before it.
    private const int InitialLength = 132 << 10;
    private readonly MappedMemory _memory = new(InitialLength);
    private int _start;
    private int _end;
    private bool _hasSent;
    private volatile bool _isPeerGone;

    /// <summary>How many bytes wait.</summary>
    public int Length => _end - _start;

    /// <summary>Whether the peer cannot be reached any more; what is written then is dropped.</summary>
    public bool IsPeerGone => _isPeerGone;

    /// <summary>The job that fills the buffer; null outside of one.</summary>
    public Job? Job { get; set; }

    /// <summary>Drops what is written from now on: the peer for whom it is meant has gone. From any thread.</summary>
    public void DropForPeer() => _isPeerGone = true;

    /// <summary>Starts afresh for the next peer of the same descriptor.</summary>
    public void Reset()
    {
        _start = 0;
        _end = 0;
        _isPeerGone = false;
    }

    /// <summary>Remembers where a reply begins.</summary>
    /// <returns>The place, for <see cref="TryTakeBack"/>.</returns>
    public int Mark()
    {
        _hasSent = false;
        return _end;
    }

    /// <summary>Takes back what was written since a mark.</summary>
    /// <param name="mark">The mark.</param>
    /// <returns>False if some of it has been sent already.</returns>
    public bool TryTakeBack(int mark)
    {
        if (!_hasSent)
        {
            _end = mark;
        }

        return !_hasSent;
    }

    /// <inheritdoc/>
    public void Advance(int count) => _end += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException("This memory is not the garbage collector's; ask for a span.");

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        int wanted = Math.Max(sizeHint, 1);
        if (_memory.Length - _end < wanted && Job is not null)
        {
            Flush();
        }

        while (_memory.Length - _end < wanted)
        {
            if (!_memory.Resize(_memory.Length * 2))
            {
                throw new InsufficientMemoryException();
            }
        }

        return _memory.Span[_end..];
    }

    /// <summary>Passes on what waits; under a job until the peer has taken all of it, else as far as it goes without waiting.</summary>
    public void Flush()
    {
        if (_end > _start && Job is { } job && !job.TryBeginReply())
        {
            DropForPeer();
        }

        while (_start < _end && !_isPeerGone)
        {
            nint count = Libc.Write(descriptor, _memory.Span[_start.._end]);
            if (count > 0)
            {
                _start += (int)count;
                _hasSent = true;
            }
            else if (count == 0 || Errno.Last == Errno.EAGAIN)
            {
                if (Job is null)
                {
                    return;
                }

                WaitForPeer();
            }
            else if (Errno.Last != Errno.EINTR)
            {
                DropForPeer();
            }
        }

        _start = 0;
        _end = 0;
        if (_memory.Length > InitialLength)
        {
            _memory.Resize(InitialLength);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    // A port whose host has gone hangs up as well, and would refuse every write with EAGAIN until a host comes back: for that one the reply was not meant.
    private void WaitForPeer()
    {
        Span<PollDescriptor> poll = [new() { Descriptor = descriptor.Number, Events = Libc.POLLOUT }];
        if (Libc.Poll(poll, -1) > 0 && (poll[0].Returned & (Libc.POLLHUP | Libc.POLLERR)) != 0)
        {
            DropForPeer();
        }
    }
}
