using Qapi.Runtime.Serving;
using Qga.Agent.Logging;
using Qga.Contracts;

namespace Qga.Agent.Commands.Exec;

/// <summary>A guest-exec-status under way. Several may ask for the same process; one of them is told its end. For one thread at a time.</summary>
internal sealed class StatusRequest(ProcessTable processes, IGuestProcess process, Deferred<GuestExecStatus> reply)
{
    /// <summary>Has <paramref name="action"/> called, on any thread, when the client waits no longer for the end of the process.</summary>
    public void OnExpedited(Action action) => reply.Expedited = action;

    /// <summary>Replies how the process stands. At most once.</summary>
    public void Answer()
    {
        if (!TryTellExit())
        {
            reply.Complete(new GuestExecStatus { Exited = false });
        }
    }

    /// <summary>Replies how the process ended, if it has and nobody else has been told.</summary>
    public bool TryTellExit()
    {
        if (process.Exit is not { } exit || !processes.TryRemove(process))
        {
            return false;
        }

        // Polls of a running program are not recorded: they would flood the log.
        Log.Audit($"guest-exec-status called, pid: {process.Pid}");

        // The end that a client has not stayed for is for the next one that asks.
        reply.Abandoned = () => processes.Return(process);
        reply.Complete(exit.Status);
        return true;
    }
}
