using System.Diagnostics;
using Qapi.Runtime.Errors;
using Qga.Agent.Sessions;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Channels;

/// <content>Calls that may block, and what their peer sends meanwhile.</content>
internal sealed partial class Connection
{
    // From this age of a call on, what the peer sends behind it is read: it may have given up. Earlier, handing the input over would cost a transfer more
    // than a late look costs a peer.
    private static readonly TimeSpan s_lookBehindAfter = TimeSpan.FromMilliseconds(25);

    // A guest-sync that comes so long after a call began was not sent along with it, as clients do that want to know when a command has no reply: its sender
    // has given up.
    private static readonly TimeSpan s_giveUpAfter = TimeSpan.FromMilliseconds(200);

    // A host that leaves so long after a call began has sent that call: the kernel's news of its coming is no later than that.
    private static readonly TimeSpan s_newsDelay = TimeSpan.FromMilliseconds(100);

    // 100 µs; a client that asks for piece after piece is back by then.
    private static readonly long s_spinTicks = Stopwatch.Frequency / 10_000;

    // An action that is lost would leave its call waiting for ever.
    private static readonly TimeSpan s_postAgainAfter = TimeSpan.FromMilliseconds(10);

    // Whether a host has left since the call began.
    private bool _hasHostChanged;

    // 1: the loop looks away, since the reply of the call under way has begun. The call's thread tells it if another call follows.
    private int _looksAway;

    /// <inheritdoc/>
    public void Complete(PendingCall call)
    {
        if (call != _session.Call || State == ConnectionState.Closed)
        {
            Release(call);
            _context.CallEnded();
        }
        else if (_isGivenUp)
        {
            call.Deferred?.Abandon();
            EndCall();
            _closed(this);
            _context.CallEnded();
        }
        else if (call.Deferred is not null)
        {
            Defer(call);
        }
        else
        {
            EndCall();
            _context.CallEnded();
            Pump();
        }
    }

    /// <inheritdoc/>
    public void Refuse(PendingCall call)
    {
        _session.Output.Call = null;
        try
        {
            _session.WriteError(call.Call.IdIn(call.Message), QapiError.Generic($"{call.Call.Name} cannot run: the system has no thread for it"));
        }
        catch (OutOfMemoryException)
        {
            _session.Output.Discard();
        }

        EndCall();
        Pump();
    }

    /// <summary>
    /// Serves what the peer asks for without a pause on the thread that its last call kept: handing each piece of a file from thread to thread would cost
    /// more than the piece. Not on a port, whose host may leave meanwhile.
    /// </summary>
    public void Continue(PendingCall call)
    {
        if (_host is null && IsOwn(call))
        {
            // The loop has nothing to do with what comes meanwhile and need not wake for it.
            _context.Loop.Watch(_descriptor, 0, _key);
            if (TryServeNext(call) || call.IsDeferred)
            {
                _context.Loop.Watch(_descriptor, Interest, _key);
            }
        }

        Post(call.Completion);
    }

    private void Post(Action action)
    {
        while (true)
        {
            try
            {
                _context.Loop.Post(action);
                return;
            }
            catch (OutOfMemoryException)
            {
                Thread.Sleep(s_postAgainAfter);
            }
        }
    }

    private bool TryServeNext(PendingCall call)
    {
        try
        {
            return ServeNext(call);
        }
        catch (OutOfMemoryException)
        {
            // What has been read of a request is of no use any more: the loop closes the connection.
            _isGivenUp = true;
            return true;
        }
    }

    // Whether the session belongs to the call's thread, after a call.
    private static bool IsOwn(PendingCall call) => call is { IsFinished: true, IsInputTaken: false };

    private static void Release(PendingCall call)
    {
        call.Deferred?.Abandon();
        call.Input.Dispose();
        call.Output.Dispose();
    }

    // Until the peer pauses or the session is lost to the loop, which is false. What ends it, the loop meets again.
    private bool ServeNext(PendingCall call)
    {
        ReplyBuffer output = call.Output;
        _session.EndCall();
        output.Call = call;
        int budget = int.MaxValue;
        while (!output.IsDiscarding && !_context.Threads.IsShort)
        {
            switch (_session.Advance(ref budget))
            {
                case SessionStep.Call:
                    output.Flush(isWhole: true);
                    if (Interlocked.Exchange(ref _looksAway, 0) != 0)
                    {
                        Post(_watchCall);
                    }

                    call.Run();
                    if (!IsOwn(call))
                    {
                        return false;
                    }

                    _session.EndCall();
                    output.Call = call;
                    break;
                case SessionStep.Receive:
                    output.Flush(isWhole: true);
                    if (!HasInputSoon() || _session.Receive(out _) <= 0)
                    {
                        return true;
                    }

                    break;
                case SessionStep.Flush:
                    output.Flush(isWhole: true);
                    break;
                default:
                    budget = int.MaxValue;
                    break;
            }
        }

        return true;
    }

    // Waking a processor that has gone to sleep takes longer than a client takes to ask for the next piece: so it is polled for first.
    private bool HasInputSoon()
    {
        Span<PollDescriptor> poll = [new() { Descriptor = _descriptor.Number, Events = Libc.POLLIN }];
        long end = Stopwatch.GetTimestamp() + s_spinTicks;
        while (Stopwatch.GetTimestamp() < end && _context.Loop.BusyPolling.IsAllowed)
        {
            if (Libc.Poll(poll, 0) > 0)
            {
                return true;
            }
        }

        return Libc.Poll(poll, 1) > 0;
    }

    private void StartCall()
    {
        _trimTimer.Stop();
        _hasHostChanged = false;
        _looksAway = 0;
        _session.Output.Call = _session.Call;
        _callTimer.Start(s_lookBehindAfter);
        _context.Threads.Enqueue(_session.Call);
        State = ConnectionState.Running;
    }

    private void EndCall()
    {
        _callTimer.Stop();
        _session.EndCall();
        State = ConnectionState.Reading;
    }

    private void Defer(PendingCall call)
    {
        State = ConnectionState.Deferred;
        call.Deferred!.OnCompleted(() => Post(() => Resume(call)));
        ReadBehind();
    }

    // A deferred reply has been completed: it is written as a call, since its peer may be slow to take it.
    private void Resume(PendingCall call)
    {
        if (State == ConnectionState.Deferred && call == _session.Call)
        {
            State = ConnectionState.Running;
            _context.Threads.Enqueue(call);
        }
    }

    private void CheckCall()
    {
        try
        {
            ExpireOrLookBehind();
        }
        catch (OutOfMemoryException)
        {
            GiveUp();
        }
    }

    private void ExpireOrLookBehind()
    {
        PendingCall call = _session.Call;
        if (State == ConnectionState.Deferred && call.Left <= TimeSpan.Zero)
        {
            call.Deferred!.Expedite();
            if (call.Deferred.IsCompleted)
            {
                return;
            }
        }

        TimeSpan left = call.Left;
        bool isDeferred = State == ConnectionState.Deferred;
        if (left <= TimeSpan.Zero && TryLeaveCall())
        {
            _session.WriteError(call.Call.IdIn(call.Message), _context.Sessions.Deadlines.Exceeded(call.Call));
            if (isDeferred)
            {
                Release(call);
            }

            Pump();
            return;
        }

        if (State == ConnectionState.Running && call.Age >= s_lookBehindAfter)
        {
            // The call's thread may have had the descriptor left alone.
            Watch();
            OnInputWhileRunning();
        }

        // As long as the input is the call's, its thread may go on to a client's next call, which has a time of its own and leaves the descriptor alone.
        if (call == _session.Call && State is (ConnectionState.Running or ConnectionState.Deferred))
        {
            bool waits = State == ConnectionState.Deferred || call.IsInputTaken || _host is not null;
            if (waits || !TryLookAway(call))
            {
                _callTimer.Start(waits && left > TimeSpan.Zero ? left : s_lookBehindAfter);
            }
        }
    }

    // A reply may wait for its client for long, and the loop has nothing to do with that.
    private bool TryLookAway(PendingCall call)
    {
        Interlocked.Exchange(ref _looksAway, 1);
        return call.IsReplying;
    }

    private void WatchCall()
    {
        if (State == ConnectionState.Running)
        {
            _callTimer.Start(s_lookBehindAfter);
        }
    }

    private void OnInputWhileRunning()
    {
        if (_session.Call.Age < s_lookBehindAfter)
        {
            _callTimer.Start(s_lookBehindAfter);
        }
        else if (_session.TryTakeInput())
        {
            ReadBehind();
        }
    }

    // What stands behind the request of the call under way says whether its sender still waits for the reply.
    private void ReadBehind()
    {
        // What has been received already came along with the request.
        InputBehind found = _session.ScanBehind() == InputBehind.Nothing ? InputBehind.Nothing : InputBehind.Request;
        while (_readiness.MayRead && _host?.HoldsBack != true && _session.CanReceiveBehind)
        {
            int count = _session.Receive(out bool isDrained);
            if (count > 0)
            {
                _readiness.OnRead(isDrained, _host is not null);
                found = (InputBehind)Math.Max((int)found, (int)_session.ScanBehind());
                continue;
            }

            if (count != IPeer.WouldBlock && _host is null)
            {
                // The end is met again after the call.
                break;
            }

            _readiness.OnBlocked();
            if (count == 0)
            {
                EndOfInput();
            }
        }

        if (State == ConnectionState.Reading)
        {
            Pump();
        }
        else if (State == ConnectionState.Deferred)
        {
            if (found != InputBehind.Nothing)
            {
                _session.Call.Deferred!.Expedite();
            }
        }
        else if (HasGivenUp(found) && TryLeaveCall())
        {
            Pump();
        }
    }

    private bool HasGivenUp(InputBehind found) =>
        found != InputBehind.Nothing
        && (_hasHostChanged || (found == InputBehind.Resynchronization && _session.Call.Age >= s_giveUpAfter));

    // The host has left: what it was sent half of is of no use to the next one, and neither is the reply to a call that it has surely sent itself. A younger
    // call may be the next host's: that one has its reply, unless it goes on without.
    private void HostLeft()
    {
        _caller.Leave();
        _caller = new(_caller.Peer);
        WatchForRoom(true);
        switch (State)
        {
            case ConnectionState.Running when _session.Call.Age >= s_newsDelay && TryLeaveCall():
                break;
            case ConnectionState.Running:
                _hasHostChanged = true;
                break;
            default:
                _session.Output.DropCutReply();
                _host!.Expect();
                break;
        }
    }

    // The call's thread keeps its buffers until the kernel lets it go; the session goes on with new ones.
    private bool TryLeaveCall()
    {
        if (!_session.TryLeaveCall())
        {
            return false;
        }

        _callTimer.Stop();
        State = ConnectionState.Reading;
        Watch();
        return true;
    }
}
