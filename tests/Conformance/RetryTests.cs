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

        Process.Start("kill", ["-TERM", $"{_agent!.Id}"]).WaitForExit();

        Assert.True(_agent.WaitForExit(s_limit));
        Assert.Equal(0, _agent.ExitCode);
    }

    [Fact]
    public void A_device_that_comes_later_is_opened_when_it_comes()
    {
        string folder = _folder.File("dev");
        using Terminal line = new(_folder.File("line"));
        Start("-r", "-m", "isa-serial", "-p", $"{folder}/ports/agent");
        WaitForComplaint($"error opening channel '{folder}/ports/agent': No such file or directory");

        Directory.CreateDirectory(folder);
        File.WriteAllText($"{folder}/something else", "");
        Directory.CreateDirectory($"{folder}/ports");
        File.CreateSymbolicLink($"{folder}/ports/agent", line.Device);

        Assert.True(line.IsServed());
        WaitForComplaint($"the channel '{folder}/ports/agent' is open now");
    }

    [Fact]
    public void Who_waits_for_a_device_sleeps()
    {
        Start("-r", "-m", "isa-serial", "-p", _folder.File("line"));
        WaitForComplaint("No such file or directory");

        // A timer would have a time-out; epoll_wait and epoll_pwait have it as their fourth argument.
        Assert.True(SpinWait.SpinUntil(() => IsAsleep(), s_limit), "the event loop waits with a time-out");
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

    // 232 and 281 are x86-64's numbers, 22 is that of the others.
    private bool IsAsleep() => Directory.GetDirectories($"/proc/{_agent!.Id}/task").Any(thread =>
        File.ReadAllText($"{thread}/syscall").Split(' ') is ["232" or "281" or "22", _, _, _, "0xffffffff" or "0xffffffffffffffff", ..]);

    private void WaitForComplaint(string text) => Assert.Contains(text, _agent!.StandardError.ReadLine(), StringComparison.Ordinal);
}
