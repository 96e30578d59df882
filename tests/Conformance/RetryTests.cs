using System.Diagnostics;

namespace Qga.Conformance;

/// <summary>A channel that is not there yet, or no longer: with <c>-r</c> it is tried again, without it the agent ends.</summary>
public sealed class RetryTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder folder = new();
    private Process? agent;

    public void Dispose()
    {
        agent?.Kill();
        agent?.WaitForExit();
        agent?.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_socket_that_cannot_be_made_is_tried_again()
    {
        string later = folder.File("later");
        Start("-r", "-m", "unix-listen", "-p", $"{later}/ga.sock");
        WaitForComplaint("Failed to bind socket");

        Directory.CreateDirectory(later);

        Assert.True(Listening.Begins($"{later}/ga.sock", Limit));
    }

    [Fact]
    public void A_stop_between_two_attempts_takes_effect_at_once()
    {
        Start("-r", "-m", "unix-listen", "-p", "/nowhere/ga.sock");
        WaitForComplaint("Failed to bind socket");
        WaitForComplaint("Failed to bind socket");

        Process.Start("kill", ["-TERM", $"{agent!.Id}"]).WaitForExit();

        Assert.True(agent.WaitForExit(Limit));
        Assert.Equal(0, agent.ExitCode);
    }

    [Fact]
    public void A_line_that_breaks_is_opened_again()
    {
        string link = folder.File("line");
        using Terminal next = new(folder.File("next"));
        using (Terminal first = new(folder.File("first")))
        {
            File.CreateSymbolicLink(link, first.Device);
            Start("-r", "-m", "isa-serial", "-p", link);
            Assert.True(first.IsServed());
            File.Delete(link);
            File.CreateSymbolicLink(link, next.Device);
        }

        Assert.True(next.IsServed());
    }

    [Fact]
    public void A_line_that_breaks_ends_the_agent_if_it_is_not_to_try_again()
    {
        using (Terminal line = new(folder.File("line")))
        {
            Start("-m", "isa-serial", "-p", line.Device);
            Assert.True(line.IsServed());
        }

        Assert.True(agent!.WaitForExit(Limit));
        Assert.Equal(0, agent.ExitCode);
    }

    private void Start(params string[] arguments)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        agent = Process.Start(new ProcessStartInfo(AgentUnderTest.Ours!.Program, ["-t", folder.Path, .. arguments]) { RedirectStandardError = true });
    }

    private void WaitForComplaint(string text) => Assert.Contains(text, agent!.StandardError.ReadLine(), StringComparison.Ordinal);
}
