using Qga.Agent.Linux.Loop;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>
/// A program that was started, until its end has been told. All but <see cref="End"/> is the event loop's; what was kept of the streams
/// belongs to whoever takes the job out of the table once it has ended.
/// </summary>
/// <param name="child">The program's pidfd.</param>
/// <param name="input">What is written to the program's standard input, if anything is.</param>
/// <param name="output">The program's standard output, if it is captured.</param>
/// <param name="error">The program's standard error, if it is captured.</param>
/// <param name="grace">How long output is waited for when the program has ended and others hold its pipe open.</param>
internal sealed class ExecJob(JobDescriptor child, JobInput? input, JobOutput? output, JobOutput? error, TimeSpan grace) : IEventSource
{
    // Less than the event loop waits for a command before another thread leads on.
    private static readonly TimeSpan s_moment = TimeSpan.FromMicroseconds(500);

    private LoopTimer? _patience;
    private ChildInfo? _exit;
    private bool _isForgotten;
    private volatile JobEnd? _end;

    /// <summary>The program's standard output, if it is captured.</summary>
    public JobOutput? Output => output;

    /// <summary>The program's standard error, if it is captured.</summary>
    public JobOutput? Error => error;

    /// <summary>How it ended; null while it runs. From any thread.</summary>
    public JobEnd? End => _end;

    private bool HasOutput => output is { HasEnded: false } || error is { HasEnded: false };

    /// <summary>Begins to look after the program.</summary>
    public void Begin()
    {
        input?.Begin();
        output?.Begin(Check);
        error?.Begin(Check);
        child.Watch(this, Libc.EPOLLIN);
        child.Loop.BusyPolling.ProgramStarted();
    }

    /// <inheritdoc/>
    public void OnEvents(uint events)
    {
        Libc.WaitFor(child.Descriptor, out ChildInfo info);
        _exit = info;
        child.Close();
        child.Loop.BusyPolling.ProgramEnded();
        input?.Close();

        // What the program itself has written is in the pipes by now.
        output?.Take();
        error?.Take();
        Check();
        if (_end is null)
        {
            _patience = child.Loop.CreateTimer(Finish);
            _patience.Start(grace);
        }
    }

    /// <summary>
    /// Leaves the processor to the program for a moment, unless it has ended: clients ask again as soon as they are told that it has not,
    /// and would keep a machine with one processor from coming to its end. From any thread.
    /// </summary>
    public void Yield()
    {
        if (child.IsOpen)
        {
            // Closed meanwhile, it makes no difference.
            Span<PollDescriptor> end = [new() { Descriptor = child.Descriptor.Number, Events = Libc.POLLIN }];
            _ = Libc.Poll(end, s_moment);
        }
    }

    /// <summary>Gives back what is kept, now or at its end: nobody will ask. Once, from any thread.</summary>
    public void Forget()
    {
        if (_end is not null)
        {
            Free();
        }
        else
        {
            child.Loop.Post(ForgetLater);
        }
    }

    // Also called when a stream has ended.
    private void Check()
    {
        if (_exit is not null && !HasOutput)
        {
            Finish();
        }
    }

    private void Finish()
    {
        if (_end is null && _exit is { } info)
        {
            _patience?.Stop();
            output?.Finish();
            error?.Finish();
            _end = new(info.Code == Libc.CLD_EXITED, info.Status, Environment.TickCount64);
            if (_isForgotten)
            {
                Free();
            }
        }
    }

    private void ForgetLater()
    {
        _isForgotten = true;
        if (_end is not null)
        {
            Free();
        }
    }

    private void Free()
    {
        output?.Dispose();
        error?.Dispose();
    }
}
