using Qga.Agent.Configuration;

namespace Qga.Agent.Linux.SelfTesting;

/// <summary>
/// What <c>--self-test</c> prints: whatever in this guest keeps the agent, or a command of it, from working, along the way of a request. It changes
/// nothing, opens no device, and can be run beside an agent that serves.
/// </summary>
internal static class SelfTest
{
    /// <summary>Looks.</summary>
    /// <param name="request">What the command line asks for.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="exitCode">The exit status, a <see cref="Severity"/>.</param>
    /// <returns>The text in the form that is asked for.</returns>
    public static string Run(CommandLineResult request, AgentSettings settings, out int exitCode)
    {
        Findings findings = new();
        AddConfiguration(request, findings);
        string process = ChannelCheck.Run(settings, findings);
        StateCheck.Run(settings, findings);
        RightsCheck.Run(process, findings);
        ProgramCheck.Run(findings);
        ClockCheck.Run(findings);
        FreezeCheck.Run(settings, findings);
        exitCode = (int)findings.Worst;
        return request.SelfTest == "json" ? findings.ToJson() : findings.ToTable();
    }

    private static void AddConfiguration(CommandLineResult request, Findings findings)
    {
        const string Area = "configuration";
        if (request.ConfigurationError is { } error)
        {
            findings.Add(Area, "file", Severity.Failure, error);
        }

        foreach (string warning in request.Warnings)
        {
            findings.Add(Area, "file", Severity.Warning, warning);
        }
    }
}
