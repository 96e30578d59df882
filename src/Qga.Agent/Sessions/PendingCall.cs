using System.Diagnostics;
using Qapi.Runtime.Serving;
using Qga.Agent.Dispatch;
using Qga.Protocol.Framing;

namespace Qga.Agent.Sessions;

/// <summary>
/// A call that may block. While it runs, its request and its output belong to the thread that runs it, which may no longer be the loop's by then.
/// Either its reply begins or the loop gives it up: whichever comes first, the other finds out. One object serves all calls of a session.
/// </summary>
/// <param name="owner">Is told how the call goes on.</param>
/// <param name="executor">Runs it.</param>
/// <param name="input">Holds the request.</param>
/// <param name="output">Takes the reply.</param>
internal sealed class PendingCall(ICallOwner owner, CallExecutor executor, ReceiveBuffer input, ReplyBuffer output)
{
    // The phase stands in the lowest bits of the state, then whether the loop has taken the input; the rest counts calls, so that none is given up in
    // the place of another.
    private const int Running = 0;
    private const int Replying = 1;
    private const int Abandoned = 2;
    private const int Finished = 3;
    private const int Phase = 3;
    private const int InputTaken = 4;
    private const int One = 8;

    private int _state = Finished;
    private long _start;
    private long _due;
    private Frame _request;
    private Deferred? _deferred;

    /// <summary>Whose call it is.</summary>
    public ICallOwner Owner => owner;

    /// <summary><see cref="ICallOwner.Complete"/> with this call, to be posted.</summary>
    public Action Completion => field ??= () => owner.Complete(this);

    /// <summary>Holds the request among its pending bytes.</summary>
    public ReceiveBuffer Input { get; set; } = input;

    /// <summary>Takes the reply.</summary>
    public ReplyBuffer Output => output;

    /// <summary>What is asked for.</summary>
    public Call Call { get; private set; }

    /// <summary>The request's text.</summary>
    public ReadOnlySpan<byte> Message => Input.Pending.Slice(_request.Start, _request.Length);

    /// <summary>How many pending bytes the request takes; 0 when the session has consumed it.</summary>
    public int RequestLength => _request.Consumed;

    /// <summary>How long it has run.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(Volatile.Read(ref _start));

    /// <summary>How much time it has left to begin its reply.</summary>
    public TimeSpan Left => Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), Volatile.Read(ref _due));

    /// <summary>Whether it has ended, and its request may be consumed.</summary>
    public bool IsFinished => (Volatile.Read(ref _state) & Phase) == Finished;

    /// <summary>Whether its reply has begun and has not ended.</summary>
    public bool IsReplying => (Volatile.Read(ref _state) & Phase) == Replying;

    /// <summary>Whether it was given up, and nothing will come of it any more.</summary>
    public bool IsAbandoned => (Volatile.Read(ref _state) & Phase) == Abandoned;

    /// <summary>Whether it runs, has not begun its reply, and still has its input.</summary>
    public bool MayTakeInput => (Volatile.Read(ref _state) & (Phase | InputTaken)) == Running;

    /// <summary>Whether the loop reads what the peer sends behind the request.</summary>
    public bool IsInputTaken => (Volatile.Read(ref _state) & InputTaken) != 0;

    /// <summary>The reply that comes later; null where the command has replied, or refused.</summary>
    public Deferred? Deferred => _deferred;

    /// <summary>Whether its reply comes later, and is still waited for.</summary>
    public bool IsDeferred => _deferred is not null && (Volatile.Read(ref _state) & Phase) == Running;

    /// <summary>Makes it ready for a thread.</summary>
    /// <param name="call">What is asked for.</param>
    /// <param name="request">Where the request stands.</param>
    /// <param name="limit">How long it may take to begin its reply.</param>
    public void Prepare(Call call, Frame request, TimeSpan limit)
    {
        Call = call;
        _request = request;
        _deferred = null;
        long now = Stopwatch.GetTimestamp();
        Volatile.Write(ref _start, now);
        Volatile.Write(ref _due, now + (long)(limit.TotalSeconds * Stopwatch.Frequency));
        Volatile.Write(ref _state, (_state & ~(Phase | InputTaken)) + One + Running);
    }

    /// <summary>Runs the command and sends its reply, or what a deferred one has to say by now.</summary>
    public void Run()
    {
        try
        {
            Execute();
        }
        catch (OutOfMemoryException)
        {
            // Not even the error has room: the peer must notice that its reply is missing.
            _deferred?.Abandon();
            _deferred = null;
            output.Discard();
            TryPass(Finished);
        }
    }

    /// <summary>The request is consumed, and nothing of the call is left.</summary>
    public void Reset()
    {
        Call = default;
        _request = default;
        output.Call = null;
        Volatile.Write(ref _state, (_state & ~InputTaken) | Finished);
    }

    /// <summary>Asks, before a byte of the reply is sent, whether anyone still waits for it.</summary>
    /// <returns>False if the call was given up.</returns>
    public bool TryBeginReply() => TryPass(Replying);

    /// <summary>Takes the input away from a call that runs: the loop may read on, the call's thread must not.</summary>
    /// <returns>False if its reply has begun, or it has ended.</returns>
    public bool TryTakeInput()
    {
        int observed = Volatile.Read(ref _state);
        return (observed & (Phase | InputTaken)) == Running
            && Interlocked.CompareExchange(ref _state, observed | InputTaken, observed) == observed;
    }

    /// <summary>Gives the call up, unless its reply has begun.</summary>
    /// <returns>Whether nothing will come of it any more.</returns>
    public bool TryAbandon()
    {
        int observed = Volatile.Read(ref _state);
        return (observed & Phase) == Running && Interlocked.CompareExchange(ref _state, observed + Abandoned, observed) == observed;
    }

    private void Execute()
    {
        if (_deferred is null)
        {
            executor.Run(Call, Message, owner.Caller, output, out _deferred);
            if (_deferred is { IsCompleted: false })
            {
                return;
            }
        }

        if (_deferred is not null)
        {
            CallExecutor.Reply(Call, Message, _deferred, output);
            _deferred = null;
        }

        output.Flush(isWhole: true);
        TryPass(Finished);
    }

    private bool TryPass(int phase)
    {
        while (true)
        {
            int observed = Volatile.Read(ref _state);
            if ((observed & Phase) == Abandoned)
            {
                return false;
            }

            if ((observed & Phase) >= phase || Interlocked.CompareExchange(ref _state, (observed & ~Phase) + phase, observed) == observed)
            {
                return true;
            }
        }
    }
}
