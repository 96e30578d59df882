using Qga.Client;
using Qga.Monitor;

namespace Qga.Cli.Failures;

/// <summary>A failure as the user sees it.</summary>
/// <param name="Kind">One word for programs, the field <c>kind</c> of JSON.</param>
/// <param name="Message">What failed and why, one line.</param>
/// <param name="Advice">What to do; null where nothing general helps.</param>
/// <param name="ExitCode">The exit code.</param>
internal sealed record Failure(string Kind, string Message, string? Advice, int ExitCode)
{
    /// <summary>What an exception means to the user; null if it is a fault of this program.</summary>
    public static Failure? From(Exception problem) => problem switch
    {
        GuestNotFoundException => Unreachable("no-such-guest", problem, "'qga list' shows the guests of this host"),
        GuestSocketNotFoundException => Unreachable("no-socket", problem, "is the guest running? 'qga list' shows the guests of this host"),
        GuestConnectionRefusedException => Unreachable("refused", problem, null),
        GuestAgentNotRunningException => Unreachable("agent-not-running", problem, "start qemu-guest-agent in the guest"),
        GuestAgentSilentException => Unreachable(
            "agent-silent", problem, "the guest may be paused, or another client may hold its port; 'qga doctor' finds out why"),
        GuestUnreachableException => Unreachable("unreachable", problem, null),
        GuestNotReadyException => new("not-ready", problem.Message, null, Failures.ExitCode.TimedOut),
        GuestProcessStuckException => new("program-stuck", problem.Message, null, Failures.ExitCode.TimedOut),
        GuestProcessLostException => new("program-lost", problem.Message, null, Failures.ExitCode.Refused),
        GuestConnectionLostException => new("connection-lost", problem.Message, "the command may have been carried out", Failures.ExitCode.Unreachable),
        GuestAgentTimeoutException => new("timed-out", problem.Message, "the guest may still carry it out", Failures.ExitCode.TimedOut),
        GuestCommandUnknownException => new("unknown-command", problem.Message, "'qga commands' shows what this agent has", Failures.ExitCode.Refused),
        GuestCommandBlockedException => new(
            "blocked", problem.Message, "the guest's configuration blocks it, or its file systems are frozen", Failures.ExitCode.Refused),
        GuestAgentRefusedException => new("refused-by-agent", problem.Message, null, Failures.ExitCode.Refused),
        GuestAgentReplyException => new("malformed-reply", problem.Message, null, Failures.ExitCode.Refused),
        OverflowException or ArgumentOutOfRangeException => new(
            "malformed-reply", $"the guest has sent a number that makes no sense: {problem.Message}", null, Failures.ExitCode.Refused),
        GuestFreezeUnknownException => new("maybe-frozen", problem.Message, "'qga thaw' thaws it", Failures.ExitCode.Refused),
        GuestAlreadyFrozenException => new("already-frozen", problem.Message, "'qga thaw' ends the other freeze", Failures.ExitCode.Refused),
        GuestAgentException => new("failed", problem.Message, null, Failures.ExitCode.Refused),
        MonitorTimeoutException => new(
            "monitor-silent", problem.Message, "QEMU serves one client of a monitor at a time: libvirt, or another program, may use it",
                Failures.ExitCode.TimedOut),
        MonitorUnreachableException or MonitorConnectionException => Unreachable("monitor-unreachable", problem, null),
        MonitorException => new("refused-by-monitor", problem.Message, null, Failures.ExitCode.Refused),
        UsageException => new("usage", problem.Message, null, Failures.ExitCode.Usage),
        FormatException => new("usage", problem.Message, null, Failures.ExitCode.Usage),
        TooLateException late => new("timed-out", late.Message, null, late.ExitCode),
        BlockedException => new("blocked", problem.Message, null, Failures.ExitCode.Refused),
        VerbException own => new("failed", problem.Message, null, own.ExitCode),
        PlatformNotSupportedException or IOException or UnauthorizedAccessException => new("failed", problem.Message, null, Failures.ExitCode.Refused),
        _ => null,
    };

    private static Failure Unreachable(string kind, Exception problem, string? advice) => new(kind, problem.Message, advice, Failures.ExitCode.Unreachable);
}
