using System.Buffers;

namespace Qga.Agent.Sessions;

/// <summary>
/// Replies on their way to a peer. Outside of a <see cref="PendingCall"/> nothing here blocks: what the peer does not take stays. Under a call the buffer
/// is sent whenever it is full, however slow the peer is, so that a reply of any length needs no more memory than this.
/// </summary>
internal sealed class ReplyBuffer : IBufferWriter<byte>, IDisposable
{
    /// <summary>The length from which on a session answers nothing more before the peer has taken something.</summary>
    public const int HighWater = 64 << 10;

    /// <summary>How long a reply is kept for a host that is not at its port: the kernel may tell of its coming later than of its bytes.</summary>
    public static readonly TimeSpan HostGrace = TimeSpan.FromSeconds(1);

    // The base64 of 96 KiB, which a port takes as four of its buffers, and what stands before it.
    private const int InitialLength = 132 << 10;
    private static readonly TimeSpan s_hostInterval = TimeSpan.FromMilliseconds(10);

    private readonly IPeer _peer;
    private readonly GrowableMemory _memory;
    private int _start;
    private int _end;
    private bool _hasSent;
    private bool _isInReply;
    private volatile bool _isDiscarding;

    /// <summary>Makes an empty buffer.</summary>
    public ReplyBuffer(IPeer peer, MemorySource memory) => (_peer, _memory) = (peer, memory(InitialLength));

    /// <summary>How many bytes wait.</summary>
    public int Length => _end - _start;

    /// <summary>Whether nobody is there for what is written.</summary>
    public bool IsDiscarding => _isDiscarding;

    /// <summary>The call that fills the buffer; null outside of one.</summary>
    public PendingCall? Call { get; set; }

    /// <summary>Drops what is written from now on. From any thread.</summary>
    public void Discard() => _isDiscarding = true;

    /// <summary>Drops what waits, for the next host of the same port.</summary>
    public void Reset()
    {
        _start = 0;
        _end = 0;
        _isInReply = false;
        _isDiscarding = false;
    }

    /// <summary>Drops the rest of a reply whose beginning went to a host that has left: the next one could not make sense of it.</summary>
    public void DropCutReply()
    {
        if (_isInReply)
        {
            int end = _memory.Span[_start.._end].IndexOf((byte)'\n');
            _start = end < 0 ? _end : _start + end + 1;
            _isInReply = false;
        }
    }

    /// <summary>Remembers where a reply begins.</summary>
    /// <returns>The place, for <see cref="TryRollBack"/>.</returns>
    public int Mark()
    {
        _hasSent = false;
        return _end;
    }

    /// <summary>Takes back what was written since a mark.</summary>
    /// <returns>False where some of it has been sent.</returns>
    public bool TryRollBack(int mark)
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
        if (_memory.Length - _end < wanted && Call is not null)
        {
            Flush(isWhole: false);
        }

        while (_memory.Length - _end < wanted)
        {
            if (!_memory.TryResize(_memory.Length * 2))
            {
                throw new InsufficientMemoryException();
            }
        }

        return _memory.Span[_end..];
    }

    /// <summary>
    /// Sends what waits. Outside of a call as much as the peer takes without waiting. Under a call all of it, but for a whole reply to a port without a
    /// host, which the loop keeps for a while.
    /// </summary>
    /// <param name="isWhole">Whether the last reply is complete.</param>
    public void Flush(bool isWhole)
    {
        if (_end > _start && Call is { } call && !call.TryBeginReply())
        {
            Discard();
        }

        while (_start < _end && !_isDiscarding)
        {
            int count = _peer.Send(_memory.Span[_start.._end]);
            if (count > 0)
            {
                _start += count;
                _hasSent = true;
                _isInReply = _memory.Span[_start - 1] != (byte)'\n';
            }
            else if (count == IPeer.Failed)
            {
                Discard();
            }
            else if (Call is null || !WaitForRoom(isWhole))
            {
                break;
            }
        }

        if (_start < _end && !_isDiscarding)
        {
            return;
        }

        _start = 0;
        _end = 0;
        if (_memory.Length > InitialLength)
        {
            _memory.TryResize(InitialLength);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    // False: the reply stays here.
    private bool WaitForRoom(bool isWhole)
    {
        for (TimeSpan waited = default; ; waited += s_hostInterval)
        {
            switch (_peer.WaitForRoom())
            {
                case PeerState.Ready:
                    return true;
                case PeerState.Absent when isWhole && !_hasSent:
                    return false;
                case PeerState.Absent when !_hasSent && waited < HostGrace:
                    Thread.Sleep(s_hostInterval);
                    break;
                default:
                    Discard();
                    return true;
            }
        }
    }
}
