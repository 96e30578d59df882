using System.Diagnostics;
using Qapi.Runtime.Serving;
using Qga.Agent.Linux.Loop;
using Qga.Agent.Logging;
using Qga.Agent.Sessions;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Channels;

/// <summary>
/// Drives one peer's <see cref="Session"/>: on the loop's thread, and while a call of it runs on the call's thread. All members but
/// <see cref="ICallOwner.Continue"/> and <see cref="Caller"/> are for the loop's thread.
/// </summary>
internal sealed partial class Connection : IEventSource, ICallOwner, IDisposable
{
    private const uint Interest = Libc.EPOLLIN | Libc.EPOLLRDHUP;

    // Large requests come in rows: the memory for one serves the next, and goes back when there is none for a while.
    private static readonly TimeSpan s_trimAfter = TimeSpan.FromSeconds(1);

    private readonly ChannelContext _context;
    private readonly SafeDescriptor _descriptor;
    private readonly Session _session;
    private readonly PortHost? _host;
    private readonly Action<Connection> _closed;
    private readonly LoopTimer _callTimer;
    private readonly LoopTimer _trimTimer;
    private readonly Action _pump;
    private readonly Action _watchCall;
    private readonly int _key;
    private volatile ConnectionCaller _caller;
    private EdgeReadiness _readiness = new();
    private bool _waitsForRoom;
    private volatile bool _isGivenUp;

    /// <summary>Begins to serve a descriptor.</summary>
    /// <param name="context">What all connections share.</param>
    /// <param name="descriptor">Non-blocking; closed with this object.</param>
    /// <param name="peer">What is behind it.</param>
    /// <param name="kind">What it is, and who is there.</param>
    /// <param name="closed">Called when the peer has gone for good.</param>
    public Connection(ChannelContext context, SafeDescriptor descriptor, IPeer peer, ConnectionKind kind, Action<Connection> closed)
    {
        (_context, _descriptor, _closed) = (context, descriptor, closed);
        (_pump, _watchCall) = (Pump, WatchCall);
        _caller = new(kind.Peer);
        _session = new(this, kind.Executor ?? context.Executor, peer, context.Sessions);
        _callTimer = context.Loop.CreateTimer(CheckCall);
        _trimTimer = context.Loop.CreateTimer(_session.Trim);
        _host = kind.IsPort ? new(context.Loop, HostStayedAway, ReadAnyway) : null;
        WatchError = context.Loop.Add(this, descriptor, Interest, out _key);
    }

    /// <summary>Why the kernel does not let the descriptor be waited for; success as a rule.</summary>
    public Errno WatchError { get; }

    /// <inheritdoc/>
    public Caller Caller => _caller;

    private ConnectionState State
    {
        get;
        set
        {
            Debug.Assert(value.MayFollow(field), $"{field} -> {value}");
            field = value;
        }
    }

    /// <summary>Begins to read.</summary>
    public void Start() => Pump();

    /// <inheritdoc/>
    public void OnEvents(uint events)
    {
        try
        {
            Serve(events);
        }
        catch (OutOfMemoryException)
        {
            GiveUp();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (State != ConnectionState.Closed)
        {
            State = ConnectionState.Closed;
            _callTimer.Stop();
            _trimTimer.Stop();
            _host?.Stop();
            _context.Loop.Remove(_descriptor, _key);
            _descriptor.Dispose();
            _session.Dispose();
            _caller.Leave();
        }
    }

    private void Serve(uint events)
    {
        _readiness.OnEvents(events);
        if (_host?.OnEvents(events) == true)
        {
            HostLeft();
        }

        switch (State)
        {
            case ConnectionState.Running:
                OnInputWhileRunning();
                break;
            case ConnectionState.Deferred:
                ReadBehind();
                break;
            default:
                Pump();
                break;
        }
    }

    private void Pump()
    {
        try
        {
            Drive();
        }
        catch (OutOfMemoryException)
        {
            GiveUp();
        }
    }

    // Memory that runs out costs the peer what it has sent and is not executed, and a client its connection; never the agent, and never another peer.
    private void GiveUp()
    {
        Log.Error("a connection is given up: Cannot allocate memory");
        bool hasCall = State is ConnectionState.Running or ConnectionState.Deferred;
        if (!hasCall || _session.Call.IsInputTaken)
        {
            _session.ForgetInput();
        }

        if (_host is null && !hasCall)
        {
            _closed(this);
        }
        else if (_host is null)
        {
            // Its buffers are in use. What has it completes it, and closes the connection.
            _isGivenUp = true;
            _session.Output.Discard();
            _session.Call.Deferred?.Expedite();
        }
    }

    // Until nothing more can be done without an event.
    private void Drive()
    {
        int budget = Session.Share;
        while (State == ConnectionState.Reading)
        {
            switch (_session.Advance(ref budget))
            {
                case SessionStep.Receive when TryReceive(ref budget):
                case SessionStep.Flush when TryFlush():
                    break;
                case SessionStep.Pause:
                    TryFlush();
                    _context.Loop.Defer(_pump);
                    return;
                case SessionStep.Call:
                    // What has been answered must not wait for what may take long.
                    State = ConnectionState.Held;
                    break;
                case SessionStep.Receive:
                    FinishRound();
                    return;
                default:
                    TrimLater();
                    return;
            }
        }

        if (State == ConnectionState.Held && TryFlush())
        {
            StartCall();
        }
        else if (State == ConnectionState.Draining)
        {
            FinishRound();
        }
    }

    private void FinishRound()
    {
        if (State == ConnectionState.Closed)
        {
            return;
        }

        bool isFlushed = TryFlush();
        TrimLater();
        if (State == ConnectionState.Draining ? isFlushed : _host is null && _session.Output.IsDiscarding)
        {
            _closed(this);
        }
    }

    private void TrimLater()
    {
        if (_session.CanTrim)
        {
            _trimTimer.Start(s_trimAfter);
        }
    }

    // The kernel tells of room for output only where there was none: else each reply that the peer takes would wake the loop once more. On a port, room is
    // also the news that a host has come.
    private bool TryFlush()
    {
        ReplyBuffer output = _session.Output;
        output.Flush(isWhole: true);
        if (output.IsDiscarding && _host is not null)
        {
            output.Reset();
        }

        bool isFull = output.Length > 0;
        if (isFull)
        {
            _host?.Expect();
        }

        WatchForRoom(isFull || _host?.IsPresent == false);
        return !isFull;
    }

    private void WatchForRoom(bool isWanted)
    {
        if (isWanted != _waitsForRoom)
        {
            _waitsForRoom = isWanted;
            Watch();
        }
    }

    private void Watch() => _context.Loop.Watch(_descriptor, _waitsForRoom ? Interest | Libc.EPOLLOUT : Interest, _key);

    private bool TryReceive(ref int budget)
    {
        if (!_readiness.MayRead || _host?.HoldsBack == true)
        {
            return false;
        }

        int count = _session.Receive(out bool isDrained);
        if (count > 0)
        {
            _readiness.OnRead(isDrained, _host is not null);
            budget -= count;
            return true;
        }

        _readiness.OnBlocked();
        if (count == IPeer.Failed)
        {
            _closed(this);
        }
        else if (count == 0)
        {
            EndOfInput();
        }

        return false;
    }

    private void EndOfInput()
    {
        if (_host is null)
        {
            State = ConnectionState.Draining;
            return;
        }

        // Half a request of a host that has gone must never be completed by the next one. A reply is kept: it may be for a host whose bytes have come
        // before the news of it, and any other is skipped by whoever synchronises.
        _session.ForgetHalfRequest();
        if (_host.OnEndOfInput())
        {
            HostLeft();
        }
    }

    private void HostStayedAway()
    {
        if (State != ConnectionState.Running)
        {
            _session.Output.Reset();
            Pump();
        }
    }

    // A host that came and left again before anyone looked is owed the execution of what it sent.
    private void ReadAnyway()
    {
        _readiness.Retry();
        if (State == ConnectionState.Reading)
        {
            Pump();
        }
    }
}
