using Qga.Agent.Dispatch;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Protocol.Envelope;
using Qga.Protocol.Errors;
using Qga.Protocol.Framing;

namespace Qga.Agent.Channels;

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
    private static readonly TimeSpan ArrivalLimit = TimeSpan.FromSeconds(1);

    // Large requests come in rows: the memory for one serves the next, and goes back when there is none for a while.
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(1);

    private readonly ConnectionContext context;
    private readonly SafeDescriptor descriptor;
    private readonly Framer framer = new();
    private readonly LoopTimer deadline;
    private readonly LoopTimer arrival;
    private readonly LoopTimer idle;
    private readonly Action goOn;
    private readonly int key;
    private ReceiveBuffer input = new();
    private ReplyBuffer output;
    private bool isHeld;
    private bool waitsForRoom;
    private bool mayRead = true;
    private bool isEndNear;
    private bool isHostAway;
    private bool hasEnded;
    private bool isClosed;

    /// <summary>Begins to serve a descriptor.</summary>
    /// <param name="context">What all connections share.</param>
    /// <param name="descriptor">Non-blocking; closed with this object.</param>
    /// <param name="isPort">
    /// Whether it is a port whose host comes and goes while it stays open: then reading nothing is not the end, but the end of one host's stay.
    /// </param>
    /// <param name="closed">Called when the peer has gone for good, with the error of the last read, if it was one.</param>
    public Connection(ConnectionContext context, SafeDescriptor descriptor, bool isPort, Action<Connection, Errno> closed)
    {
        this.context = context;
        this.descriptor = descriptor;
        IsPort = isPort;
        Closed = closed;
        output = new(descriptor);
        goOn = Pump;
        idleJob = new(this, input, output);
        deadline = context.Loop.CreateTimer(GiveUp);
        arrival = context.Loop.CreateTimer(ReadOnceMore);
        idle = context.Loop.CreateTimer(() => input.Trim());
        WatchError = context.Loop.Add(this, descriptor, Interest, out key);
    }

    /// <summary>Why the kernel does not let the descriptor be waited for; success as a rule.</summary>
    public Errno WatchError { get; }

    private bool IsPort { get; }

    private Action<Connection, Errno> Closed { get; }

    /// <inheritdoc/>
    public void OnEvents(uint events)
    {
        if (isHostAway)
        {
            // The kernel hands over a host's bytes in the interrupt and its arrival in a work queue: the bytes can come first, and a reply
            // would then be refused as if nobody were there.
            if ((events & Libc.EPOLLHUP) != 0)
            {
                arrival.Start(ArrivalLimit);
                return;
            }

            isHostAway = false;
            arrival.Stop();
        }

        mayRead |= (events & ~Libc.EPOLLOUT) != 0;
        isEndNear |= (events & (Libc.EPOLLRDHUP | Libc.EPOLLHUP | Libc.EPOLLERR)) != 0;
        if (IsPort && job is not null && (events & Libc.EPOLLHUP) != 0)
        {
            output.DropForPeer();
        }

        Pump();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        isClosed = true;
        deadline.Stop();
        arrival.Stop();
        idle.Stop();
        context.Loop.Remove(descriptor, key);
        descriptor.Dispose();
        input.Dispose();
        output.Dispose();
    }

    private void Pump()
    {
        int taken = 0;
        while (job is null && !isClosed)
        {
            if (output.Length >= (isHeld ? 1 : ReplyBuffer.HighWater) && !TryFlush())
            {
                return;
            }

            if (isHeld)
            {
                isHeld = false;
                StartJob();
                continue;
            }

            if (taken >= Share)
            {
                TryFlush();
                context.Loop.Defer(goOn);
                return;
            }

            Frame frame = framer.Scan(input.Pending);
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

        if (job is null && !isClosed)
        {
            TryFlush();
            if (input.CanTrim)
            {
                idle.Start(IdleTime);
            }

            if (hasEnded ? output.Length == 0 : output.IsPeerGone && !IsPort)
            {
                Closed(this, default);
            }
        }
    }

    // The kernel tells of room for output only where there was none: else each reply that the peer takes would wake the loop once more.
    private bool TryFlush()
    {
        output.Flush();
        bool isFull = output.Length > 0;
        if (isFull != waitsForRoom)
        {
            waitsForRoom = isFull;
            context.Loop.Watch(descriptor, isFull ? Interest | Libc.EPOLLOUT : Interest, key);
        }

        return !isFull;
    }

    private void Answer(Frame frame)
    {
        if (frame.Kind == FrameKind.SyntaxError)
        {
            Reply.WriteError(output, default, QapiError.Generic(frame.Error!));
            Consume(frame.Consumed);
            return;
        }

        ReadOnlySpan<byte> message = input.Pending.Slice(frame.Start, frame.Length);
        if (context.TryAccept(message, output, out Call call))
        {
            if (!Dispatcher.IsImmediate(call, frame.Length))
            {
                // What has been answered must not wait for what may take long.
                idleJob.Prepare(call, frame, context.Deadlines.Of(call.Command));
                isHeld = true;
                return;
            }

            context.Execute(call, message, output);
        }

        Consume(frame.Consumed);
    }

    private void Consume(int count)
    {
        if (count > 0)
        {
            input.Consume(count);
        }
    }

    private bool TryReceive(ref int taken)
    {
        if (!mayRead || hasEnded)
        {
            return false;
        }

        if (!input.TryMakeRoom())
        {
            Answer(framer.Refuse());
            return true;
        }

        nint count = input.Fill(descriptor, framer, out bool isDrained);
        if (count > 0)
        {
            // What comes later will be announced, the end as well unless it has been already. A port gives one buffer at a time.
            mayRead = IsPort || isEndNear || !isDrained;
            taken += (int)count;
            return true;
        }

        Errno error = count < 0 ? Errno.Last : default;
        if (error == Errno.EINTR)
        {
            return true;
        }

        mayRead = false;
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
        framer.Reset();
        input.Clear();
        output.Reset();
    }

    // A host that came and left again before anyone looked is owed the execution of what it sent.
    private void ReadOnceMore()
    {
        isHostAway = false;
        mayRead = true;
        Pump();
    }

    private void EndOfInput(Errno error)
    {
        if (IsPort && error.IsSuccess)
        {
            ForgetHost();
            isHostAway = true;
        }
        else if (error.IsSuccess)
        {
            hasEnded = true;
        }
        else
        {
            Closed(this, error);
        }
    }
}
