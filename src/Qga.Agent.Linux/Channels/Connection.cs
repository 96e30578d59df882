using Qapi.Runtime.Errors;
using Qga.Agent.Dispatch;
using Qga.Agent.Linux.Dispatch;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Protocol.Envelope;
using Qga.Protocol.Framing;

namespace Qga.Agent.Linux.Channels;

/// <summary>
/// One peer's bytes in and out, and its requests in order. At most one command of it runs at a time; what must not keep the loop waiting runs as a
/// <see cref="Job"/>, and until that is completed the buffers are not touched here.
/// </summary>
internal sealed partial class Connection : IEventSource, IDisposable
{
    // How much of one peer's input is dealt with before the others have a turn.
    private const int Share = 256 << 10;
    private const uint Interest = Libc.EPOLLIN | Libc.EPOLLRDHUP;

    // How long the kernel may take to say that a host is there whose bytes have come already.
    private static readonly TimeSpan s_arrivalLimit = TimeSpan.FromSeconds(1);

    // Large requests come in rows: the memory for one serves the next, and goes back when there is none for a while.
    private static readonly TimeSpan s_idleTime = TimeSpan.FromSeconds(1);

    private readonly ConnectionContext _context;
    private readonly SafeDescriptor _descriptor;
    private readonly Framer _framer = new();
    private readonly LoopTimer _deadline;
    private readonly LoopTimer _arrival;
    private readonly LoopTimer _idle;
    private readonly Action _goOn;
    private readonly int _key;
    private ReceiveBuffer _input = new();
    private ReplyBuffer _output;
    private bool _isHeld;
    private bool _waitsForRoom;
    private bool _mayRead = true;
    private bool _isEndNear;
    private bool _isHostAway;
    private bool _hasEnded;
    private bool _isClosed;

    /// <summary>Begins to serve a descriptor.</summary>
    /// <param name="context">What all connections share.</param>
    /// <param name="descriptor">Non-blocking; closed with this object.</param>
    /// <param name="isPort">
    /// Whether it is a port whose host comes and goes while it stays open: then reading nothing is not the end, but the end of one host's stay.
    /// </param>
    /// <param name="closed">Called when the peer has gone for good, with the error of the last read, if it was one.</param>
    public Connection(ConnectionContext context, SafeDescriptor descriptor, bool isPort, Action<Connection, Errno> closed)
    {
        _context = context;
        _descriptor = descriptor;
        IsPort = isPort;
        Closed = closed;
        _output = new(descriptor);
        _goOn = Pump;
        _idleJob = new(this, _input, _output);
        _deadline = context.Loop.CreateTimer(GiveUp);
        _arrival = context.Loop.CreateTimer(ReadOnceMore);
        _idle = context.Loop.CreateTimer(() => _input.Trim());
        WatchError = context.Loop.Add(this, descriptor, Interest, out _key);
    }

    /// <summary>Why the kernel does not let the descriptor be waited for; success as a rule.</summary>
    public Errno WatchError { get; }

    private bool IsPort { get; }

    private Action<Connection, Errno> Closed { get; }

    /// <inheritdoc/>
    public void OnEvents(uint events)
    {
        if (_isHostAway)
        {
            // The kernel hands over a host's bytes in the interrupt and its arrival in a work queue: the bytes can come first, and a reply
            // would then be refused as if nobody were there.
            if ((events & Libc.EPOLLHUP) != 0)
            {
                _arrival.Start(s_arrivalLimit);
                return;
            }

            _isHostAway = false;
            _arrival.Stop();
        }

        _mayRead |= (events & ~Libc.EPOLLOUT) != 0;
        _isEndNear |= (events & (Libc.EPOLLRDHUP | Libc.EPOLLHUP | Libc.EPOLLERR)) != 0;
        if (IsPort && _job is not null && (events & Libc.EPOLLHUP) != 0)
        {
            _output.DropForPeer();
        }

        Pump();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isClosed = true;
        _deadline.Stop();
        _arrival.Stop();
        _idle.Stop();
        _context.Loop.Remove(_descriptor, _key);
        _descriptor.Dispose();
        _input.Dispose();
        _output.Dispose();
    }

    private void Pump()
    {
        int taken = 0;
        while (_job is null && !_isClosed)
        {
            if (_output.Length >= (_isHeld ? 1 : ReplyBuffer.HighWater) && !TryFlush())
            {
                return;
            }

            if (_isHeld)
            {
                _isHeld = false;
                StartJob();
                continue;
            }

            if (taken >= Share)
            {
                TryFlush();
                _context.Loop.Defer(_goOn);
                return;
            }

            Frame frame = _framer.Scan(_input.Pending);
            if (frame.Kind != FrameKind.Incomplete)
            {
                taken += frame.Consumed;
                Answer(frame);
                continue;
            }

            Consume(frame.Consumed);
            if (!TryReceive(ref taken))
            {
                break;
            }
        }

        if (_job is null && !_isClosed)
        {
            TryFlush();
            if (_input.CanTrim)
            {
                _idle.Start(s_idleTime);
            }

            if (_hasEnded ? _output.Length == 0 : _output.IsPeerGone && !IsPort)
            {
                Closed(this, default);
            }
        }
    }

    // The kernel tells of room for output only where there was none: else each reply that the peer takes would wake the loop once more.
    private bool TryFlush()
    {
        _output.Flush();
        bool isFull = _output.Length > 0;
        if (isFull != _waitsForRoom)
        {
            _waitsForRoom = isFull;
            _context.Loop.Watch(_descriptor, isFull ? Interest | Libc.EPOLLOUT : Interest, _key);
        }

        return !isFull;
    }

    private void Answer(Frame frame)
    {
        if (frame.Kind == FrameKind.SyntaxError)
        {
            Reply.WriteError(_output, default, QapiError.Generic(frame.Error!));
            Consume(frame.Consumed);
            return;
        }

        ReadOnlySpan<byte> message = _input.Pending.Slice(frame.Start, frame.Length);
        if (_context.TryAccept(message, _output, out Call call))
        {
            if (!Dispatcher.IsImmediate(call, frame.Length))
            {
                // What has been answered must not wait for what may take long.
                _idleJob.Prepare(call, frame, _context.Deadlines.Of(call.Command));
                _isHeld = true;
                return;
            }

            _context.Execute(call, message, _output);
        }

        Consume(frame.Consumed);
    }

    private void Consume(int count)
    {
        if (count > 0)
        {
            _input.Consume(count);
        }
    }

    private bool TryReceive(ref int taken)
    {
        if (!_mayRead || _hasEnded)
        {
            return false;
        }

        if (!_input.TryMakeRoom())
        {
            Answer(_framer.Refuse());
            return true;
        }

        nint count = _input.Fill(_descriptor, _framer, out bool isDrained);
        if (count > 0)
        {
            // What comes later will be announced, the end as well unless it has been already. A port gives one buffer at a time.
            _mayRead = IsPort || _isEndNear || !isDrained;
            taken += (int)count;
            return true;
        }

        Errno error = count < 0 ? Errno.Last : default;
        if (error == Errno.EINTR)
        {
            return true;
        }

        _mayRead = false;
        if (error == Errno.EAGAIN)
        {
            return false;
        }

        EndOfInput(error);
        return false;
    }

    // Half a request of a host that has gone must never be completed by the next one, nor may that one get the replies.
    private void ForgetHost()
    {
        _framer.Reset();
        _input.Clear();
        _output.Reset();
    }

    // A host that came and left again before anyone looked is owed the execution of what it sent.
    private void ReadOnceMore()
    {
        _isHostAway = false;
        _mayRead = true;
        Pump();
    }

    private void EndOfInput(Errno error)
    {
        if (IsPort && error.IsSuccess)
        {
            ForgetHost();
            _isHostAway = true;
        }
        else if (error.IsSuccess)
        {
            _hasEnded = true;
        }
        else
        {
            Closed(this, error);
        }
    }
}
