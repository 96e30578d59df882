using System.Diagnostics;

namespace Qga.Conformance;

/// <summary><c>--check-config</c>, and what an agent that serves says of the same file, with the real binary.</summary>
public sealed class CheckConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Configuration => _folder.File("ga.conf");

    [Fact]
    public void A_typing_error_is_told_with_file_and_line_and_status_1()
    {
        File.WriteAllText(Configuration, "# what hosts may not do\n[general]\nblock-rpcs=guest-exce\nblok-rpcs=guest-exec\n");

        Assert.Equal(
            (1, $"{Configuration}:3: 'block-rpcs' names what is no command: 'guest-exce'\n{Configuration}:4: [general] has no key 'blok-rpcs'\n"),
            AgentRun.Of("--check-config", "-c", Configuration));
    }

    [Fact]
    public void Without_a_problem_the_status_is_0_and_nothing_is_started()
    {
        File.WriteAllText(Configuration, $"[general]\nmethod=unix-listen\npath={_folder.File("ga.sock")}\n");

        Assert.Equal((0, $"{Configuration}: no problems\n"), AgentRun.Of("--check-config", "-c", Configuration));
        Assert.False(File.Exists(_folder.File("ga.sock")));
    }

    [Fact]
    public void A_file_that_others_may_write_is_a_problem()
    {
        File.WriteAllText(Configuration, "[general]\n");
        Process.Start("chmod", ["666", Configuration]).WaitForExit();

        Assert.Equal((1, $"{Configuration}: others than root and the agent's own user can write to it\n"), AgentRun.Of("--check-config", "-c", Configuration));
    }

    [Fact]
    public void An_agent_that_serves_tells_it_in_its_log()
    {
        File.WriteAllText(Configuration, "[general]\nblacklist=guest-exec\ndaemonize=true\n");
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        string log = _folder.File("ga.log");
        using RunningAgent agent = new(AgentUnderTest.Ours!.Program, _folder, ["-c", Configuration, "-l", log]);
        using Peer peer = new(agent.Connect());

        string? reply = peer.Ask("{\"execute\": \"guest-exec\", \"arguments\": {\"path\": \"/bin/true\"}}");

        Assert.Contains("Command guest-exec has been disabled", reply, StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(log);
        Assert.Equal(2, lines.Length);
        Assert.EndsWith($"warning: {Configuration}:2: 'blacklist' is an old name of 'block-rpcs'", lines[0], StringComparison.Ordinal);
        Assert.EndsWith($"warning: {Configuration}:3: [general] has no key 'daemonize'", lines[1], StringComparison.Ordinal);
    }
}
