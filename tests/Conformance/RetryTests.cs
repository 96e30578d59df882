using System.Diagnostics;

namespace Qga.Conformance;

/// <summary>A channel that is not there yet, or no longer: with <c>-r</c> it is tried again, without it the agent ends.</summary>
public sealed class RetryTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private Process? _agent;

    public void Dispose()
    {
        _agent?.Kill();
        _agent?.WaitForExit();
        _agent?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_socket_that_cannot_be_made_is_tried_again()
    {
        string later = _folder.File("later");
        Start("-r", "-m", "unix-listen", "-p", $"{later}/ga.sock");
        WaitForComplaint("Failed to bind socket");

        Directory.CreateDirectory(later);

        Assert.True(Listening.Begins($"{later}/ga.sock", s_limit));
    }

    [Fact]
    public void A_stop_between_two_attempts_takes_effect_at_once()
    {
        Start("-r", "-m", "unix-listen", "-p", "/nowhere/ga.sock");
        WaitForComplaint("Failed to bind socket");
        WaitForComplaint("Failed to bind socket");

        Process.Start("kill", ["-TERM", $"{_agent!.Id}"]).WaitForExit();

        Assert.True(_agent.WaitForExit(s_limit));
        Assert.Equal(0, _agent.ExitCode);
    }

    [Fact]
    public void A_line_that_breaks_is_opened_again()
    {
        string link = _folder.File("line");
        using Terminal next = new(_folder.File("next"));
        using (Terminal first = new(_folder.File("first")))
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
        using (Terminal line = new(_folder.File("line")))
        {
            Start("-m", "isa-serial", "-p", line.Device);
            Assert.True(line.IsServed());
        }

        Assert.True(_agent!.WaitForExit(s_limit));
        Assert.Equal(0, _agent.ExitCode);
    }

    private void Start(params string[] arguments)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        _agent = Process.Start(new ProcessStartInfo(AgentUnderTest.Ours!.Program, ["-t", _folder.Path, .. arguments]) { RedirectStandardError = true });
    }

    private void WaitForComplaint(string text) => Assert.Contains(text, _agent!.StandardError.ReadLine(), StringComparison.Ordinal);
}
