using Qga.Linux;

namespace Qga.Agent.Linux.Commands.Freeze;

/// <summary>
/// A freeze that is under way. The kernel can hold it up without a limit, and nobody can call it back there: so it is told that it is over,
/// and undoes itself when it comes out. A client that was told that its freeze failed must not find the guest frozen later.
/// </summary>
/// <param name="limit">How long it may take.</param>
internal sealed class FreezeRun(TimeSpan limit)
{
    private readonly long _deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
    private readonly Lock _gate = new();
    private DeviceNumber? _workingOn;
    private volatile bool _isCancelled;

    /// <summary>The file system that it is at, which may be held by the kernel.</summary>
    public DeviceNumber? WorkingOn
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

    /// <summary>Why it must not go on; null if it may.</summary>
    public string? Reason =>
        _isCancelled ? "the freeze was ended by a thaw"
        : Environment.TickCount64 > _deadline ? $"the freeze has not ended within {(long)limit.TotalSeconds} s"
        : null;

    /// <summary>Ends it at its next step.</summary>
    public void Cancel() => _isCancelled = true;
}
