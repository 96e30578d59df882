using Qga.Agent.Configuration;
using Qga.Agent.Linux.State;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.SelfTesting;

/// <summary>The agent's own files.</summary>
internal static class StateCheck
{
    private const string Area = "state";

    public static void Run(AgentSettings settings, Findings findings)
    {
        Errno error = Libc.Access(settings.StateDirectory, Libc.W_OK | Libc.X_OK);
        bool isFrozen = new FreezeMarker(settings.StateDirectory).IsSet;
        findings.Add(
            Area,
            settings.StateDirectory,
            !error.IsSuccess ? Severity.Failure : isFrozen ? Severity.Warning : Severity.Ok,
            !error.IsSuccess ? error.Describe("no state can be kept there")
                : isFrozen ? "file systems are frozen, or taken to be: qga.state.isfrozen is there"
                : "state can be kept there");
        if (settings.LogFile is { } log)
        {
            error = Libc.Access(log, Libc.W_OK);
            if (error == Errno.ENOENT)
            {
                error = Libc.Access(Path.GetDirectoryName(log) is { Length: > 0 } folder ? folder : ".", Libc.W_OK | Libc.X_OK);
            }

            findings.Add(Area, log, error.IsSuccess ? Severity.Ok : Severity.Failure, error.IsSuccess ? "the log can be written" : error.Describe("no log"));
        }
    }
}
