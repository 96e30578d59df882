using Qapi.Runtime.Errors;
using Qga.Agent.Dispatch;
using Qga.Agent.Generated;
using Qga.Protocol.Envelope;
using Qga.Protocol.Framing;

namespace Qga.Agent.Sessions;

/// <summary>
/// A conversation with one peer: bytes in, calls to run, bytes out, in the order of the requests. It has no descriptor and no thread. Whoever drives it
/// calls <see cref="Advance"/> and does what that asks for, on one thread at a time.
/// </summary>
internal sealed class Session : IDisposable
{
    /// <summary>How many bytes one peer may have dealt with before others have their turn.</summary>
    public const int Share = 256 << 10;

    // What is read behind a call under way, only to see whether the peer has given up on it.
    private const int MaximumBehind = 64 << 10;

    private readonly ICallOwner _owner;
    private readonly CallExecutor _executor;
    private readonly IPeer _peer;
    private readonly SessionSettings _settings;
    private readonly Framer _framer;
    private readonly Queue<Frame> _behind = [];
    private ReceiveBuffer _input;

    // How many bytes the frames in the queue have.
    private int _framed;

    /// <summary>Begins a conversation.</summary>
    /// <param name="owner">Runs the calls.</param>
    /// <param name="executor">What is behind them.</param>
    /// <param name="peer">The other end.</param>
    /// <param name="settings">What all sessions share.</param>
    public Session(ICallOwner owner, CallExecutor executor, IPeer peer, SessionSettings settings)
    {
        (_owner, _executor, _peer, _settings) = (owner, executor, peer, settings);
        _framer = new(new() { KeyMemory = settings.KeyBytes });
        _input = NewInput();
        Call = NewCall(_input);
    }

    /// <summary>The call to run, or under way; finished where there is none.</summary>
    public PendingCall Call { get; private set; }

    /// <summary>The replies.</summary>
    public ReplyBuffer Output => Call.Output;

    /// <summary>Whether the session holds memory for a large request that it does not need now.</summary>
    public bool CanTrim => _input.CanTrim;

    /// <summary>Whether more may be read behind the call under way.</summary>
    public bool CanReceiveBehind => _input.Pending.Length - RequestLength < MaximumBehind;

    // The request of a call under way stands at the head of the input, unless the call has its own.
    private int RequestLength => Call.IsInputTaken ? 0 : Call.RequestLength;

    private int Scanned => RequestLength + _framed;

    /// <summary>Gives that memory back.</summary>
    public void Trim() => _input.Trim();

    /// <summary>Goes on with what has been received until something is needed. No call is under way.</summary>
    /// <param name="budget">How many bytes may be dealt with; what was is subtracted.</param>
    /// <returns>What is needed.</returns>
    public SessionStep Advance(ref int budget)
    {
        while (budget > 0)
        {
            if (Output.Length >= ReplyBuffer.HighWater)
            {
                return SessionStep.Flush;
            }

            bool isQueued = _behind.TryDequeue(out Frame frame);
            if (isQueued)
            {
                _framed -= frame.Consumed;
            }
            else
            {
                frame = _framer.Scan(_input.Pending);
            }

            if (frame.Kind == FrameKind.Incomplete)
            {
                _input.Consume(frame.Consumed);
                if (!isQueued)
                {
                    return SessionStep.Receive;
                }
            }
            else
            {
                budget -= frame.Consumed;
                if (TryPrepareCall(frame))
                {
                    return SessionStep.Call;
                }
            }
        }

        return SessionStep.Pause;
    }

    /// <summary>Receives once. A request for which there is no memory is refused here, which counts as bytes received.</summary>
    /// <param name="isDrained">Whether less came than there was room for.</param>
    /// <returns>As <see cref="IPeer.Receive"/>.</returns>
    public int Receive(out bool isDrained)
    {
        if (_input.TryMakeRoom())
        {
            return _input.Fill(_peer, _framer, Scanned, out isDrained);
        }

        isDrained = false;
        int length = _input.Pending.Length - Scanned;
        Frame refusal = _framer.Refuse();
        _input.Truncate(Scanned);
        _input.Trim();
        if (length < ReceiveBuffer.MaximumLength)
        {
            WriteError(default, QapiError.Generic($"Requests take {_settings.RequestBytes.Limit >> 20} MiB already, or all the memory there is"));
        }
        else
        {
            Reply.WriteError(Output, refusal.Error);
        }

        // 0 would be the end of input.
        return Math.Max(length, 1);
    }

    /// <summary>Ends the call under way: its request is consumed. If the call had lost the input, the session goes on with what was read meanwhile.</summary>
    public void EndCall()
    {
        if (Call.IsInputTaken)
        {
            Call.Input.Dispose();
            Call.Input = _input;
        }
        else
        {
            _input.Consume(Call.RequestLength);
        }

        Call.Reset();
    }

    /// <summary>Takes the input away from the call under way, so that what the peer sends behind its request can be read.</summary>
    /// <returns>False if the call has begun its reply, or there is no memory for another input; true also where that was done before.</returns>
    /// <exception cref="OutOfMemoryException">There is no memory for what is behind the request: it is lost, and so is the peer.</exception>
    public bool TryTakeInput()
    {
        if (Call.IsInputTaken)
        {
            return true;
        }

        // The new input is made before the call loses the old one, which it disposes of at its end.
        if (!Call.MayTakeInput || TryMakeInput() is not { } input)
        {
            return false;
        }

        if (!Call.TryTakeInput())
        {
            input.Dispose();
            return false;
        }

        _input = input;
        _input.Append(Call.Input.Pending[Call.RequestLength..]);
        return true;
    }

    /// <summary>Scans what has been read behind the call under way; nothing of it is answered before the call has ended or is left behind.</summary>
    /// <returns>The strongest of what was found.</returns>
    public InputBehind ScanBehind()
    {
        InputBehind found = InputBehind.Nothing;
        while (true)
        {
            ReadOnlySpan<byte> rest = _input.Pending[Scanned..];
            Frame frame = _framer.Scan(rest);
            if (frame.Consumed > 0)
            {
                _behind.Enqueue(frame);
                _framed += frame.Consumed;
            }

            if (frame.Kind == FrameKind.Incomplete)
            {
                return found;
            }

            found = frame.Kind == FrameKind.Message && IsResynchronization(rest.Slice(frame.Start, frame.Length)) ? InputBehind.Resynchronization
                : found == InputBehind.Nothing ? InputBehind.Request
                : found;
        }
    }

    /// <summary>
    /// Gives the call under way up and leaves it to its thread with its buffers; the session goes on with new ones and the input behind it.
    /// </summary>
    /// <returns>False if its reply has begun, or there is no memory for new buffers.</returns>
    /// <exception cref="OutOfMemoryException">There is no memory for what is behind the request: it is lost, and so is the peer.</exception>
    public bool TryLeaveCall()
    {
        bool hasInput = Call.IsInputTaken;
        ReceiveBuffer? input = hasInput ? _input : TryMakeInput();
        PendingCall? next = input is null ? null : TryMakeCall(input);
        if (next is null || !Call.TryAbandon())
        {
            next?.Output.Dispose();
            if (!hasInput)
            {
                input?.Dispose();
            }

            return false;
        }

        PendingCall left = Call;
        (_input, Call) = (input!, next);
        if (!hasInput)
        {
            _input.Append(left.Input.Pending[left.RequestLength..]);
        }

        return true;
    }

    /// <summary>
    /// Answers with an error, on the loop's thread. An id that is too long to be repeated there without holding others up is left out.
    /// </summary>
    public void WriteError(ReadOnlySpan<byte> id, QapiError error)
    {
        int mark = Output.Mark();
        try
        {
            Reply.WriteError(Output, id.Length <= Dispatcher.ImmediateLimit ? id : default, error);
        }
        catch (OutOfMemoryException) when (Output.TryRollBack(mark))
        {
            Reply.WriteError(Output, default, error);
        }
    }

    /// <summary>Forgets all that has been received, but for the request of a call that still has its input.</summary>
    public void ForgetInput()
    {
        _behind.Clear();
        _framed = 0;
        ForgetHalfRequest();
    }

    /// <summary>Forgets half a request: its sender has gone, and the next one must not complete it. What is complete stays.</summary>
    public void ForgetHalfRequest()
    {
        _framer.Reset();
        _input.Truncate(Scanned);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _input.Dispose();
        if (Call.Input != _input)
        {
            Call.Input.Dispose();
        }

        Output.Dispose();
        _framer.Reset();
    }

    private static bool IsResynchronization(ReadOnlySpan<byte> message) =>
        message.Length <= MaximumBehind
        && Request.TryRead(message, out Request request) is null
        && Command.Find(request.Execute) is { Resync: true };

    private bool TryPrepareCall(Frame frame)
    {
        if (frame.Kind == FrameKind.SyntaxError)
        {
            Reply.WriteError(Output, frame.Error);
            _input.Consume(frame.Consumed);
            return false;
        }

        ReadOnlySpan<byte> message = _input.Pending.Slice(frame.Start, frame.Length);
        Call call = _executor.Accept(message);
        if (!Dispatcher.IsImmediate(call, frame.Length))
        {
            Call.Prepare(call, frame, _settings.Deadlines.Of(call));
            return true;
        }

        _executor.Run(call, message, _owner.Caller, Output, out _);
        _input.Consume(frame.Consumed);
        return false;
    }

    private ReceiveBuffer NewInput() => new(_settings.Memory, _settings.RequestBytes);

    private PendingCall NewCall(ReceiveBuffer input) => new(_owner, _executor, input, new ReplyBuffer(_peer, _settings.Memory));

    private ReceiveBuffer? TryMakeInput()
    {
        try
        {
            return NewInput();
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    private PendingCall? TryMakeCall(ReceiveBuffer input)
    {
        try
        {
            return NewCall(input);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }
}
