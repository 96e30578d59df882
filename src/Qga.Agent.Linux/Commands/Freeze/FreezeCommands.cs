using Qapi.Runtime.Errors;
using Qga.Agent.Commands.Freeze;
using Qga.Agent.Generated;
using Qga.Agent.Linux.Commands.Filesystem;
using Qga.Agent.Logging;
using Qga.Agent.Policy;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux.Commands.Freeze;

/// <summary>
/// Freezes file systems for a snapshot. One freeze at a time; a thaw may come at any time, also during a freeze. Every call of the hook for a freeze is
/// followed by one for a thaw, whatever becomes of the freeze.
/// </summary>
/// <param name="mounts">The file systems.</param>
/// <param name="order">The order in which they are frozen.</param>
/// <param name="freezer">What freezes and thaws them.</param>
/// <param name="state">Whether they are frozen.</param>
/// <param name="hook">The administrator's program.</param>
/// <param name="limits">How long things may take.</param>
internal sealed class FreezeCommands(
    MountList mounts, FreezeOrder order, FilesystemFreezer freezer, FreezeState state, FreezeHook hook, FreezeLimits limits) : FreezeCommandsBase
{
    private readonly object _gate = new();
    private FreezeRun? _current;

    /// <inheritdoc/>
    public override CommandResult<GuestFsfreezeStatus> GuestFsfreezeStatus() =>
        state.IsFrozen ? Contracts.GuestFsfreezeStatus.Frozen : Contracts.GuestFsfreezeStatus.Thawed;

    /// <inheritdoc/>
    public override CommandResult<long> GuestFsfreezeFreeze() => Freeze((IReadOnlyList<string>?)null);

    /// <inheritdoc/>
    public override CommandResult<long> GuestFsfreezeFreezeList(in GuestFsfreezeFreezeListArguments arguments) => Freeze(arguments.Mountpoints);

    /// <inheritdoc/>
    public override CommandResult<long> GuestFsfreezeThaw()
    {
        DeviceNumber? held = EndFreeze();

        // Those that this agent froze need no mount table, which may be just what cannot be read while they are frozen.
        bool knowsFrozen = freezer.HasFrozen;
        long count = freezer.ThawFrozen();
        QapiError? unreadable = mounts.Read(out List<MountedFilesystem> filesystems);
        if (unreadable is not null && !knowsFrozen)
        {
            return unreadable;
        }

        count += freezer.Thaw(filesystems, held);
        state.Leave();
        Log.Audit("guest-fsthaw called");
        if (unreadable is not null)
        {
            Log.Error($"guest-fsfreeze-thaw: only what this agent froze was thawed: {unreadable.Description}");
        }

        return hook.AfterThaw() is { } failed ? failed : count;
    }

    private CommandResult<long> Freeze(IReadOnlyList<string>? only)
    {
        Log.Audit("guest-fsfreeze called");
        FreezeRun run = new(limits.Freeze);
        lock (_gate)
        {
            if (_current is not null || state.IsFrozen)
            {
                return QapiError.Generic("file systems are frozen already");
            }

            _current = run;
        }

        try
        {
            return Freeze(run, only);
        }
        finally
        {
            lock (_gate)
            {
                _current = null;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private CommandResult<long> Freeze(FreezeRun run, IReadOnlyList<string>? only)
    {
        bool isFrozen = false;
        try
        {
            int count = 0;
            QapiError? error = hook.BeforeFreeze() ?? run.Error;
            error ??= mounts.Read(out List<MountedFilesystem> filesystems) ?? Freeze(filesystems, only, run, out count);
            isFrozen = error is null && count > 0;
            return error is null ? count : error;
        }
        finally
        {
            if (!isFrozen)
            {
                hook.AfterThaw();
            }
        }
    }

    private QapiError? Freeze(List<MountedFilesystem> filesystems, IReadOnlyList<string>? only, FreezeRun run, out int count)
    {
        count = 0;
        bool hasSucceeded = false;
        try
        {
            // A marker that cannot be written does not prevent the freeze: only an agent that is started later needs it.
            state.Enter();
            QapiError? error = freezer.Freeze(order.Of(filesystems), only, run, out count);
            hasSucceeded = error is null;
            return error;
        }
        finally
        {
            if (!hasSucceeded)
            {
                freezer.ThawFrozen();
                Thaw(filesystems);
            }
            else if (count == 0)
            {
                state.Leave();
            }
        }
    }

    private void Thaw(List<MountedFilesystem> filesystems)
    {
        try
        {
            freezer.Thaw(filesystems, except: null);
        }
        finally
        {
            state.Leave();
        }
    }

    /// <summary>Ends a freeze that is under way.</summary>
    /// <returns>The file system at which the kernel holds it, if it does not end; it thaws that one itself when the kernel lets it go.</returns>
    private DeviceNumber? EndFreeze()
    {
        lock (_gate)
        {
            FreezeRun? run = _current;
            run?.Cancel();
            long deadline = Environment.TickCount64 + (long)limits.Patience.TotalMilliseconds;
            while (run is not null && _current == run && deadline - Environment.TickCount64 is > 0 and long left)
            {
                Monitor.Wait(_gate, (int)left);
            }

            return run is not null && _current == run ? run.WorkingOn : null;
        }
    }
}
