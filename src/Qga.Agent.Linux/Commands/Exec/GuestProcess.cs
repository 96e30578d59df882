using Qga.Agent.Commands.Exec;
using Qga.Agent.Linux.Loop;
using Qga.Contracts;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>
/// A process that guest-exec has started, from its start until a client has been told its end. The event loop's thread reaps it and serves its pipes.
/// </summary>
/// <param name="child">The process's pidfd.</param>
/// <param name="input">What is written to its standard input, if anything.</param>
/// <param name="output">Its standard output, if captured.</param>
/// <param name="error">Its standard error, if captured separately.</param>
/// <param name="limits">For their time-outs.</param>
internal sealed class GuestProcess(
    WatchedDescriptor child, ProcessInput? input, ProcessOutput? output, ProcessOutput? error, ProcessLimits limits) : IEventSource, IGuestProcess
{
    private readonly List<StatusWait> _waits = [];
    private LoopTimer? _drainTimer;
    private ChildInfo? _info;
    private bool _isDiscarded;
    private volatile ProcessExit? _exit;

    /// <summary>The process's number; set once it is known, before <see cref="Begin()"/>.</summary>
    public long Pid { get; set; }

    /// <inheritdoc/>
    public ProcessExit? Exit => _exit;

    private bool HasOpenOutput => output is { HasEnded: false } || error is { HasEnded: false };

    /// <summary>Begins to serve the process. On the loop's thread, as <see cref="OnEvents"/>.</summary>
    public void Begin()
    {
        input?.Begin();
        output?.Begin(CompleteIfDrained);
        error?.Begin(CompleteIfDrained);
        child.Watch(this, Libc.EPOLLIN);
        child.Loop.BusyPolling.ProgramStarted();
    }

    /// <inheritdoc/>
    public void OnEvents(uint events)
    {
        Libc.WaitFor(child.Descriptor, out ChildInfo info);
        _info = info;
        child.Close();
        child.Loop.BusyPolling.ProgramEnded();
        input?.Close();

        // All that the process itself has written is in the pipes by now.
        output?.ReadAvailable();
        error?.ReadAvailable();
        CompleteIfDrained();
        if (_exit is null)
        {
            _drainTimer = child.Loop.CreateTimer(Complete);
            _drainTimer.Start(limits.DrainTimeout);
        }
    }

    /// <inheritdoc/>
    public void Wait(StatusRequest request) => child.Loop.Post(() => Begin(request));

    /// <inheritdoc/>
    public void Discard()
    {
        if (_exit is { } exit)
        {
            Free(exit);
        }
        else
        {
            child.Loop.Post(DiscardLater);
        }
    }

    private void Begin(StatusRequest request)
    {
        if (_exit is null)
        {
            _waits.RemoveAll(static wait => wait.IsOver);
            _waits.Add(new(child.Loop, request, limits.StatusTimeout));
        }
        else
        {
            request.Answer();
        }
    }

    private void CompleteIfDrained()
    {
        if (_info is not null && !HasOpenOutput)
        {
            Complete();
        }
    }

    private void Complete()
    {
        if (_exit is null && _info is { } info)
        {
            _drainTimer?.Stop();
            _exit = new(StatusOf(info), Environment.TickCount64);
            if (_isDiscarded)
            {
                Free(_exit);
            }

            _waits.ForEach(static wait => wait.End());
            _waits.Clear();
        }
    }

    private GuestExecStatus StatusOf(ChildInfo info)
    {
        bool hasExited = info.Code == Libc.CLD_EXITED;
        OutputPayload? errorData = PayloadOf(error);
        OutputPayload? outputData = PayloadOf(output);
        return new()
        {
            Exited = true,
            Exitcode = hasExited ? info.Status : null,
            Signal = hasExited ? null : info.Status,
            ErrData = errorData,
            ErrTruncated = errorData is null ? null : error!.IsTruncated,
            OutData = outputData,
            OutTruncated = outputData is null ? null : output!.IsTruncated,
        };
    }

    // A stream without a byte has no member in the reply, so nobody else would free it.
    private static OutputPayload? PayloadOf(ProcessOutput? stream)
    {
        stream?.StopCapture();
        if (stream is { Length: 0 })
        {
            stream.Dispose();
            return null;
        }

        return stream is null ? null : new(stream);
    }

    private void DiscardLater()
    {
        _isDiscarded = true;
        if (_exit is { } exit)
        {
            Free(exit);
        }
    }

    private static void Free(ProcessExit exit)
    {
        (exit.Status.OutData as OutputPayload)?.Dispose();
        (exit.Status.ErrData as OutputPayload)?.Dispose();
    }
}
