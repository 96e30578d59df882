using Qga.Agent.Channels;
using Qga.Protocol.Framing;

namespace Qga.Agent.Dispatch;

/// <summary>
/// A command on a thread of its own. From its start to its completion the buffers belong to that thread. Either the job begins its reply or the event loop gives it up:
/// whichever comes first, the other finds out.
/// </summary>
/// <param name="connection">Whose request it is.</param>
/// <param name="input">Holds the request.</param>
/// <param name="output">Takes the reply.</param>
internal sealed class Job(Connection connection, ReceiveBuffer input, ReplyBuffer output)
{
    private const int Running = 0;
    private const int Replying = 1;
    private const int Abandoned = 2;
    private int state;
    private Frame frame;

    /// <summary>Tells the connection, on the event loop's thread, that the job's thread is done with it.</summary>
    public Action Completed => field ??= () => connection.Complete(this);

    /// <summary>Holds the request among its pending bytes.</summary>
    public ReceiveBuffer Input => input;

    /// <summary>The request.</summary>
    public ReadOnlySpan<byte> Message => input.Pending.Slice(frame.Start, frame.Length);

    /// <summary>How many pending bytes the request takes up.</summary>
    public int Consumed => frame.Consumed;

    /// <summary>Takes the reply.</summary>
    public ReplyBuffer Output => output;

    /// <summary>What is asked for.</summary>
    public Call Call { get; private set; }

    /// <summary>Makes it ready for a thread.</summary>
    /// <param name="call">What is asked for.</param>
    /// <param name="request">Where the request stands.</param>
    public void Prepare(Call call, Frame request)
    {
        Call = call;
        frame = request;
        Volatile.Write(ref state, Running);
    }

    /// <summary>Asks, before a byte of the reply is sent, whether anyone still waits for it.</summary>
    /// <returns>False if the job was given up.</returns>
    public bool TryBeginReply() => Interlocked.CompareExchange(ref state, Replying, Running) != Abandoned;

    /// <summary>Gives the job up, unless its reply has begun.</summary>
    /// <returns>Whether nothing will come of it any more.</returns>
    public bool TryAbandon() => Interlocked.CompareExchange(ref state, Abandoned, Running) == Running;
}
