using System.Buffers;
using Qapi.Runtime.Serving;
using Qga.Agent.Dispatch;
using Qga.Agent.Sessions;
using Qga.Protocol.Limits;

namespace Qga.Fuzz.Serving;

/// <summary>Plays a client's bytes to a session and collects the replies, as an event loop with its threads would do it, in one thread.</summary>
internal sealed class SessionPlay : IPeer, ICallOwner
{
    private readonly FakeAgent _agent = new();
    private readonly SessionSettings _settings =
        new(static length => new PooledMemory(length), new Budget(SessionSettings.RequestByteLimit), Deadlines.Standard);

    private readonly ArrayBufferWriter<byte> _sent = new();
    private ReadOnlyMemory<byte> _unread;
    private Choices? _choices;
    private bool _mayLeave;

    /// <inheritdoc/>
    Caller ICallOwner.Caller => NoCaller.Instance;

    /// <summary>Plays all of an input, which arrives in one piece, and is answered call by call.</summary>
    /// <returns>The replies, until the next input is played.</returns>
    public ReadOnlySpan<byte> Whole(ReadOnlyMemory<byte> input) => Play(input, null, mayLeave: false);

    /// <summary>Plays all of an input, which arrives and is answered in pieces; what is behind a call is read before, while or after it runs.</summary>
    /// <param name="input">The bytes.</param>
    /// <param name="choices">Where they are cut, and when they are read.</param>
    /// <param name="mayLeave">Whether calls are left behind, as if their time were over: they are refused then.</param>
    /// <returns>The replies, until the next input is played.</returns>
    public ReadOnlySpan<byte> InPieces(ReadOnlyMemory<byte> input, Choices choices, bool mayLeave) => Play(input, choices, mayLeave);

    /// <inheritdoc/>
    int IPeer.Receive(Span<byte> buffer)
    {
        if (_unread.IsEmpty)
        {
            return IPeer.WouldBlock;
        }

        int count = Math.Min(buffer.Length, _choices?.Piece(_unread.Length) ?? _unread.Length);
        _unread.Span[..count].CopyTo(buffer);
        _unread = _unread[count..];
        return count;
    }

    /// <inheritdoc/>
    int IPeer.Send(ReadOnlySpan<byte> bytes)
    {
        if (_choices?.Below(4) == 0)
        {
            return IPeer.WouldBlock;
        }

        int count = _choices is null ? bytes.Length : Math.Min(bytes.Length, _choices.Piece(bytes.Length) * 64);
        _sent.Write(bytes[..count]);
        return count;
    }

    /// <inheritdoc/>
    PeerState IPeer.WaitForRoom() => PeerState.Ready;

    /// <inheritdoc/>
    void ICallOwner.Complete(PendingCall call) => throw new NotSupportedException();

    /// <inheritdoc/>
    void ICallOwner.Refuse(PendingCall call) => throw new NotSupportedException();

    /// <inheritdoc/>
    void ICallOwner.Continue(PendingCall call) => throw new NotSupportedException();

    private ReadOnlySpan<byte> Play(ReadOnlyMemory<byte> input, Choices? choices, bool mayLeave)
    {
        (_unread, _choices, _mayLeave) = (input, choices, mayLeave);
        _sent.ResetWrittenCount();
        _agent.Reset();
        using (Session session = new(this, _agent.Executor, this, _settings))
        {
            Drive(session);
            Flush(session);
        }

        Check.That(_settings.KeyBytes.TryTake(_settings.KeyBytes.Limit), "no memory for keys is taken when there is no session");
        _settings.KeyBytes.Return(_settings.KeyBytes.Limit);
        Check.That(_settings.RequestBytes.TryTake(_settings.RequestBytes.Limit), "no memory for requests is taken when there is no session");
        _settings.RequestBytes.Return(_settings.RequestBytes.Limit);
        return _sent.WrittenSpan;
    }

    private void Drive(Session session)
    {
        int budget = Session.Share;
        int received = 1;
        while (received > 0)
        {
            switch (session.Advance(ref budget))
            {
                case SessionStep.Receive:
                    if (_choices?.Below(2) == 0)
                    {
                        session.Output.Flush(isWhole: true);
                    }

                    received = session.Receive(out _);
                    break;
                case SessionStep.Call:
                    Flush(session);
                    Run(session);
                    break;
                case SessionStep.Flush:
                    session.Output.Flush(isWhole: true);
                    break;
                case SessionStep.Pause:
                    budget = _choices is null ? Session.Share : 1 + _choices.Below(100);
                    break;
            }
        }
    }

    private static void Flush(Session session)
    {
        while (session.Output.Length > 0)
        {
            session.Output.Flush(isWhole: true);
        }
    }

    private void Run(Session session)
    {
        PendingCall call = session.Call;
        call.Output.Call = call;
        if (_choices?.Below(3) == 0 && session.TryTakeInput())
        {
            ReadBehind(session);
        }

        if (_mayLeave && _choices!.Below(4) == 0 && session.TryLeaveCall())
        {
            session.WriteError(call.Call.IdIn(call.Message), Deadlines.Standard.Exceeded(call.Call));
            call.Run();
            Release(call);
            return;
        }

        call.Run();
        if (call.Deferred is { } deferred)
        {
            if (_choices?.Below(2) == 0)
            {
                ReadBehind(session);
            }

            deferred.Expedite();
            call.Run();
        }

        Check.That(call.IsFinished, "a call that has run is finished");
        session.EndCall();
    }

    // As the event loop does it while a call runs, or its reply is waited for.
    private void ReadBehind(Session session)
    {
        session.ScanBehind();
        for (int rounds = _choices!.Below(4); rounds > 0 && session.CanReceiveBehind && session.Receive(out _) > 0; rounds--)
        {
            session.ScanBehind();
        }
    }

    private static void Release(PendingCall call)
    {
        call.Deferred?.Abandon();
        call.Input.Dispose();
        call.Output.Dispose();
    }

    private sealed class NoCaller : Caller
    {
        public static readonly NoCaller Instance = new();

        public override string Peer => "a fuzzer";

        public override void OnGone(Action action)
        {
        }
    }
}
