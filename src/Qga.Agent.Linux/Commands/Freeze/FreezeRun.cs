using Qapi.Runtime.Errors;
using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux.Commands.Freeze;

/// <summary>
/// A freeze that is under way, on a thread of its own. The kernel may block it without a limit, and a blocked freeze cannot be interrupted: it is marked as
/// ended and undoes itself when the kernel returns. A client that was told that its freeze failed must not find the guest frozen later.
/// </summary>
/// <param name="limit">How long each of its stages may take.</param>
internal sealed class FreezeRun(TimeSpan limit)
{
    private const int StackSize = 256 << 10;

    private readonly object _gate = new();
    private long _deadline = long.MaxValue;
    private MountedFilesystem? _workingOn;
    private QapiError? _error;
    private Exception? _exception;
    private bool _isDone;
    private int _holders = 1;

    /// <summary>What this freeze did.</summary>
    public FreezeReport Report { get; } = new();

    /// <summary>The file system that is being frozen, in which the kernel may block.</summary>
    public MountedFilesystem? WorkingOn
    {
        get
        {
            lock (_gate)
            {
                return _workingOn;
            }
        }

        set
        {
            lock (_gate)
            {
                _workingOn = value;
            }
        }
    }

    /// <summary>Why it must not go on.</summary>
    public QapiError? Error
    {
        get
        {
            lock (_gate)
            {
                return _error ??= Environment.TickCount64 > _deadline ? Exceeded() : null;
            }
        }
    }

    /// <summary>Ends it at its next step.</summary>
    /// <param name="reason">Why; the first one counts.</param>
    public void Cancel(string reason)
    {
        lock (_gate)
        {
            _error ??= QapiError.Generic(reason);
        }
    }

    /// <summary>Gives it its time anew.</summary>
    public void BeginStage()
    {
        lock (_gate)
        {
            _deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Has a thread of its own do the work, which holds this run until it has ended.</summary>
    /// <param name="work">Freezes.</param>
    /// <param name="undo">Thaws what <paramref name="work"/> froze; called where it fails, or comes too late.</param>
    /// <param name="ended">Called at the end of all.</param>
    /// <exception cref="OutOfMemoryException">There is no thread for it.</exception>
    public void Start(Func<QapiError?> work, Action undo, Action ended)
    {
        BeginStage();
        Thread thread = new(() => Work(work, undo, ended), StackSize) { IsBackground = true };
        Interlocked.Increment(ref _holders);
        try
        {
            thread.Start();
        }
        catch
        {
            Interlocked.Decrement(ref _holders);
            throw;
        }
    }

    /// <summary>Lets go of it, as the command or as the thread that works for it.</summary>
    /// <returns>Whether it has ended by that.</returns>
    public bool TryRelease() => Interlocked.Decrement(ref _holders) == 0;

    /// <summary>Waits for the work as long as it may take.</summary>
    /// <returns>Why it failed; null if all went well.</returns>
    public QapiError? Wait()
    {
        lock (_gate)
        {
            while (!_isDone && _deadline - Environment.TickCount64 is > 0 and long left)
            {
                Monitor.Wait(_gate, (int)left);
            }

            return _isDone && _exception is not null ? throw _exception
                : _isDone ? _error
                : _error ??= Exceeded();
        }
    }

    private void Work(Func<QapiError?> work, Action undo, Action ended)
    {
        QapiError? error = null;
        Exception? exception = null;
        try
        {
            error = work();
        }
        catch (Exception thrown)
        {
            exception = thrown;
        }

        if (!TryEnd(error, exception))
        {
            undo();
            lock (_gate)
            {
                _isDone = true;
                Monitor.PulseAll(_gate);
            }
        }

        ended();
    }

    // Whoever waits has either been told that all went well, or has gone and will not be.
    private bool TryEnd(QapiError? error, Exception? exception)
    {
        lock (_gate)
        {
            (_error, _exception) = (_error ?? error, exception);
            _isDone = _error is null && exception is null;
            Monitor.PulseAll(_gate);
            return _isDone;
        }
    }

    private QapiError Exceeded()
    {
        string place = _workingOn is { } filesystem ? $": the kernel holds it at {filesystem.MountPoint}" : "";
        return QapiError.Generic($"the freeze has not ended within {(long)limit.TotalSeconds} s{place}");
    }
}
