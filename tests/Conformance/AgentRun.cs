using System.Diagnostics;

namespace Qga.Conformance;

/// <summary>Our agent, called for an answer rather than to serve.</summary>
internal static class AgentRun
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">The words after its name.</param>
    /// <returns>Its exit status, and what it has printed on standard output.</returns>
    public static (int Status, string Output) Of(params IEnumerable<string> arguments)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        using Process agent = Process.Start(new ProcessStartInfo(AgentUnderTest.Ours!.Program, arguments) { RedirectStandardOutput = true })!;
        string output = agent.StandardOutput.ReadToEnd();
        agent.WaitForExit();
        return (agent.ExitCode, output);
    }
}
