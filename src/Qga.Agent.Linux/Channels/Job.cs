using System.Diagnostics;
using Qga.Agent.Dispatch;
using Qga.Agent.Linux.Channels;
using Qga.Protocol.Framing;

namespace Qga.Agent.Linux.Dispatch;

/// <summary>
/// A command that may block. Until its completion the buffers belong to the thread that runs it, which may no longer be the event loop's then. Either
/// a command begins its reply or the event loop gives it up: whichever comes first, the other finds out.
/// </summary>
/// <param name="connection">Whose request it is.</param>
/// <param name="input">Holds the request.</param>
/// <param name="output">Takes the reply.</param>
internal sealed class Job(Connection connection, ReceiveBuffer input, ReplyBuffer output)
{
    // What the command does, in the lowest bits of the state; the rest counts commands, so that none is given up in the place of another.
    private const int Running = 0;
    private const int Replying = 1;
    private const int Abandoned = 2;
    private const int Resting = 3;
    private const int Phase = 3;
    private int _state;
    private long _due;
    private Frame _frame;

    /// <summary><see cref="Complete"/>, to be posted.</summary>
    public Action Completed => field ??= Complete;

    /// <summary>Holds the request among its pending bytes.</summary>
    public ReceiveBuffer Input => input;

    /// <summary>The request.</summary>
    public ReadOnlySpan<byte> Message => input.Pending.Slice(_frame.Start, _frame.Length);

    /// <summary>How many pending bytes the request takes up.</summary>
    public int Consumed => _frame.Consumed;

    /// <summary>Takes the reply.</summary>
    public ReplyBuffer Output => output;

    /// <summary>What is asked for.</summary>
    public Call Call { get; private set; }

    /// <summary>Makes it ready for a thread, or for its next command.</summary>
    /// <param name="call">What is asked for.</param>
    /// <param name="request">Where the request stands.</param>
    /// <param name="time">How long it may take to begin its reply.</param>
    public void Prepare(Call call, Frame request, TimeSpan time)
    {
        Call = call;
        _frame = request;
        Volatile.Write(ref _due, Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency));
        Volatile.Write(ref _state, (_state & ~Phase) + Phase + 1 + Running);
    }

    /// <summary>Runs the command and passes its reply on.</summary>
    public void Run() => connection.Execute(this);

    /// <summary>Tells the connection, on the event loop's thread, that the job is done.</summary>
    public void Complete() => connection.Complete(this);

    /// <summary>Tells the connection, on the event loop's thread, that no thread is left to run the command.</summary>
    public void Refuse() => connection.Refuse(this);

    /// <summary>Runs what the peer asks for next; on the job's thread, which is no longer the event loop's.</summary>
    public void GoOn() => connection.Serve(this);

    /// <summary>Asks, before a byte of the reply is sent, whether anyone still waits for it.</summary>
    /// <returns>False if the job was given up.</returns>
    public bool TryBeginReply() => TryPass(Replying);

    /// <summary>Whether the command has ended and its request is dealt with. False: it was given up.</summary>
    public bool HasRested => (Volatile.Read(ref _state) & Phase) == Resting;

    /// <summary>Ends the command, unless it was given up: it cannot be any more, and its request is dealt with.</summary>
    public void Rest()
    {
        if (TryPass(Resting))
        {
            input.Consume(_frame.Consumed);
            _frame = default;
        }
    }

    /// <summary>Gives the command up if its time is over, unless its reply has begun.</summary>
    /// <param name="left">How much time it has left otherwise.</param>
    /// <returns>Whether nothing will come of it any more.</returns>
    public bool TryAbandon(out TimeSpan left)
    {
        int observed = Volatile.Read(ref _state);
        left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), Volatile.Read(ref _due));
        return left <= TimeSpan.Zero
            && (observed & Phase) == Running
            && Interlocked.CompareExchange(ref _state, observed + Abandoned, observed) == observed;
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
