using Qapi.Runtime.Errors;
using Qga.Linux;

namespace Qga.Agent.Linux.Commands.Freeze;

/// <summary>
/// A freeze that is under way. The kernel may block it without a limit, and a blocked freeze cannot be interrupted: it is marked as ended and undoes
/// itself when the kernel returns. A client that was told that its freeze failed must not find the guest frozen later.
/// </summary>
/// <param name="limit">How long it may take.</param>
internal sealed class FreezeRun(TimeSpan limit)
{
    private readonly long _deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
    private readonly Lock _gate = new();
    private DeviceNumber? _workingOn;
    private volatile bool _isCancelled;

    /// <summary>The file system that is being frozen, in which the kernel may block.</summary>
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

    /// <summary>Why it must not go on.</summary>
    public QapiError? Error =>
        _isCancelled ? QapiError.Generic("the freeze was ended by a thaw")
        : Environment.TickCount64 > _deadline ? QapiError.Generic($"the freeze has not ended within {(long)limit.TotalSeconds} s")
        : null;

    /// <summary>Ends it at its next step.</summary>
    public void Cancel() => _isCancelled = true;
}
