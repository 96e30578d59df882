using System.Diagnostics;
using System.Globalization;

namespace Qga.Conformance;

/// <summary>What an agent makes of the signals that whoever started it ignores.</summary>
public sealed class InheritedSignalTests
{
    private const int Sigchld = 17;

    // waitid(2): where SIGCHLD is ignored, a child is gone before its exit status can be asked for.
    [Fact]
    public void The_end_of_helper_programs_is_told_although_the_starter_ignored_SIGCHLD()
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        using var folder = new TemporaryFolder();
        string socket = folder.File("ga.sock");
        using Process agent = Process.Start(
            "env",
            ["--ignore-signal=CHLD", AgentUnderTest.Ours!.Program, "-m", "unix-listen", "-p", socket, "-t", folder.Path]);
        try
        {
            Assert.True(Listening.Begins(socket, TimeSpan.FromSeconds(20)), "the agent does not listen");
            string line = File.ReadLines($"/proc/{agent.Id}/status").Single(one => one.StartsWith("SigIgn:", StringComparison.Ordinal));
            ulong ignored = ulong.Parse(line["SigIgn:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            Assert.Equal(0UL, ignored >> (Sigchld - 1) & 1);
        }
        finally
        {
            agent.Kill();
            agent.WaitForExit();
        }
    }
}
