using System.Diagnostics;
using Qapi.Runtime.Errors;
using Qga.Agent.Commands.Freeze;
using Qga.Agent.Generated;
using Qga.Agent.Linux.Commands.Filesystem;
using Qga.Agent.Logging;
using Qga.Agent.Policy;
using Qga.Contracts;
using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux.Commands.Freeze;

/// <summary>
/// Freezes file systems for a snapshot. One freeze at a time; a thaw may come at any time, also during a freeze. Every call of the hook for a freeze is
/// followed by one for a thaw, whatever becomes of the freeze, or of this process.
/// </summary>
internal sealed class FreezeCommands : FreezeCommandsBase
{
    private readonly MountList _mounts;
    private readonly FreezeOrder _order;
    private readonly FilesystemFreezer _freezer;
    private readonly FreezeState _state;
    private readonly FreezeHook _hook;
    private readonly FreezeLimits _limits;
    private readonly PinnedMemory _memory;
    private readonly FreezeWatch _watch;
    private readonly object _gate = new();
    private FreezeRun? _current;
    private FreezeReport? _last;

    /// <summary>Puts them together.</summary>
    /// <param name="mounts">The file systems.</param>
    /// <param name="order">The order in which they are frozen.</param>
    /// <param name="freezer">What freezes and thaws them.</param>
    /// <param name="state">Whether they are frozen.</param>
    /// <param name="hook">The administrator's program.</param>
    /// <param name="limits">How long things may take.</param>
    /// <param name="memory">This process' memory, which must not be read back from what is frozen.</param>
    public FreezeCommands(
        MountList mounts, FreezeOrder order, FilesystemFreezer freezer, FreezeState state, FreezeHook hook, FreezeLimits limits, PinnedMemory memory)
    {
        (_mounts, _order, _freezer, _state, _hook, _limits, _memory) = (mounts, order, freezer, state, hook, limits, memory);
        _watch = new(limits.Frozen, TryThawUnasked);
        state.EndRequest = Stop;
    }

    /// <inheritdoc/>
    public override CommandResult<GuestFsfreezeStatus> GuestFsfreezeStatus() =>
        _state.IsFrozen ? Contracts.GuestFsfreezeStatus.Frozen : Contracts.GuestFsfreezeStatus.Thawed;

    /// <inheritdoc/>
    public override CommandResult<long> GuestFsfreezeFreeze() => Freeze((IReadOnlyList<string>?)null);

    /// <inheritdoc/>
    public override CommandResult<long> GuestFsfreezeFreezeList(in GuestFsfreezeFreezeListArguments arguments) => Freeze(arguments.Mountpoints);

    /// <inheritdoc/>
    public override CommandResult<long> GuestFsfreezeThaw() => Thaw(QgaFreezeEnd.Thaw, "the freeze was ended by a thaw");

    /// <inheritdoc/>
    public override CommandResult<QgaFreezeReport> QgaFreezeReport() =>
        Volatile.Read(ref _last) is { } report ? report.ToContract() : QapiError.Generic("nothing has been frozen since the agent was started");

    /// <summary>Takes up what an earlier process of the agent has left: file systems that are frozen, or a hook that waits to be told of their thaw.</summary>
    public void Recover()
    {
        if (_state.IsFrozen)
        {
            _watch.Start(_state.MarkerAge);
        }
        else if (_state.IsAnnounced)
        {
            new Thread(() => TellHook(null)) { IsBackground = true }.Start();
        }
    }

    private void Stop()
    {
        lock (_gate)
        {
            Cancel(_current, "the freeze was ended: the agent stops");
        }

        _watch.Stop();
    }

    private CommandResult<long> Freeze(IReadOnlyList<string>? only)
    {
        Log.Audit("guest-fsfreeze called");
        FreezeRun run = new(_limits.Freeze);
        lock (_gate)
        {
            if (_current is { } earlier)
            {
                return QapiError.Generic(earlier.WorkingOn is { } held
                    ? $"file systems are frozen already: an earlier freeze is under way at {held.MountPoint}"
                    : "file systems are frozen already");
            }

            if (_state.IsAnnounced)
            {
                return QapiError.Generic("file systems are frozen already");
            }

            _hook.Prepare();
            _current = run;
        }

        try
        {
            return Freeze(run, only);
        }
        finally
        {
            Release(run);
        }
    }

    private CommandResult<long> Freeze(FreezeRun run, IReadOnlyList<string>? only)
    {
        FreezeReport report = run.Report;
        _last = report;
        if (_mounts.ReadEverywhere(out List<MountedFilesystem> filesystems) is { } unreadable)
        {
            report.TryEnd(QgaFreezeEnd.Failure, unreadable.Description);
            return unreadable;
        }

        QapiError? error = null;
        bool isFrozen = false;
        try
        {
            _state.Announce();
            long start = Stopwatch.GetTimestamp();
            QapiError? forbidden = _hook.BeforeFreeze(filesystems);
            report.HookFroze(start);

            // The hook may have mounted and unmounted.
            error = run.Error ?? forbidden ?? Read(report, out filesystems) ?? Freeze(run, filesystems, only);
            isFrozen = error is null && report.Count > 0;
            return error is null ? report.Count : error;
        }
        finally
        {
            if (!isFrozen)
            {
                TellHook(report.TryEnd(QgaFreezeEnd.Failure, error?.Description) ? report : null);
            }
        }
    }

    private QapiError? Read(FreezeReport report, out List<MountedFilesystem> filesystems)
    {
        List<MountInfo> uncovered = [];
        QapiError? error = _mounts.ReadEverywhere(out filesystems, uncovered);
        foreach (MountInfo mount in uncovered)
        {
            report.Add(mount, QgaFreezeResult.NotCovered, "the kernel's freeze does not reach it");
        }

        return error;
    }

    private QapiError? Freeze(FreezeRun run, List<MountedFilesystem> filesystems, IReadOnlyList<string>? only)
    {
        bool isFrozen = false;
        try
        {
            _memory.Pin();

            // A marker that cannot be written does not prevent the freeze: only an agent that is started later needs it.
            _state.Enter();
            _watch.Start(TimeSpan.Zero);
            run.Start(() => _freezer.Freeze(_order.Of(filesystems), only, run), () => Undo(run, filesystems), () => Release(run));
            QapiError? error = run.Wait();
            isFrozen = error is null && run.Report.Count > 0;
            return error;
        }
        finally
        {
            if (!isFrozen)
            {
                Undo(run, filesystems);
                Leave();
            }
        }
    }

    // What the kernel holds cannot be thawed before it lets go; whoever waits for that thaws it.
    private void Undo(FreezeRun run, List<MountedFilesystem> filesystems)
    {
        _freezer.ThawFrozen();
        _freezer.Thaw(filesystems, run.WorkingOn?.Device);
    }

    private bool TryThawUnasked(QgaFreezeEnd end)
    {
        string reason = end == QgaFreezeEnd.Stop ? "the agent stops" : $"it has lasted {(long)_limits.Frozen.TotalSeconds} s";
        QapiError? error = Thaw(end, $"the freeze was ended: {reason}").Error;
        Log.Error($"a freeze is ended: {reason}{(error is null ? "" : $"; {error.Description}")}");
        return !_state.IsFrozen;
    }

    private CommandResult<long> Thaw(QgaFreezeEnd end, string reason)
    {
        MountedFilesystem? held = EndFreeze(reason);

        // Those that this agent froze need no mount table, which may be just what cannot be read while they are frozen.
        bool knowsFrozen = _freezer.HasFrozen;
        long count = _freezer.ThawFrozen();
        QapiError? unreadable = _mounts.ReadEverywhere(out List<MountedFilesystem> filesystems);
        if (unreadable is not null && !knowsFrozen)
        {
            return unreadable;
        }

        count += _freezer.Thaw(filesystems, held?.Device);
        FreezeReport? report = _last?.TryEnd(end) == true ? _last : null;
        Leave();
        Log.Audit("guest-fsthaw called");
        if (unreadable is not null)
        {
            Log.Error($"guest-fsfreeze-thaw: only what this agent froze was thawed: {unreadable.Description}");
        }

        return TellHook(report) is { } failed ? failed : count;
    }

    private void Leave()
    {
        _state.Leave();
        _watch.End();
        _memory.Unpin();
    }

    private QapiError? TellHook(FreezeReport? report)
    {
        long start = Stopwatch.GetTimestamp();
        QapiError? error = _hook.AfterThaw();
        report?.HookThawed(start, error?.Description);
        if (report is not null)
        {
            Log.Notice(report.ToString());
        }

        _state.Conclude();
        return error;
    }

    /// <summary>Ends a freeze that is under way.</summary>
    /// <returns>The file system at which the kernel holds it, if it does not end; it thaws that one itself when the kernel lets it go.</returns>
    private MountedFilesystem? EndFreeze(string reason)
    {
        lock (_gate)
        {
            FreezeRun? run = _current;
            Cancel(run, reason);
            long deadline = Environment.TickCount64 + (long)_limits.Patience.TotalMilliseconds;
            while (run is not null && _current == run && deadline - Environment.TickCount64 is > 0 and long left)
            {
                Monitor.Wait(_gate, (int)left);
            }

            return run is not null && _current == run ? run.WorkingOn : null;
        }
    }

    private void Cancel(FreezeRun? run, string reason)
    {
        if (run is not null)
        {
            run.Cancel(reason);
            _hook.CancelFreeze();
        }
    }

    private void Release(FreezeRun run)
    {
        if (run.TryRelease())
        {
            lock (_gate)
            {
                _current = null;
                Monitor.PulseAll(_gate);
            }
        }
    }
}
