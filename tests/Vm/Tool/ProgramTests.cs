using Qga.Machines;

namespace Qga.Vm.Tool;

/// <summary>Programs in the guest.</summary>
[Collection(ToolGuest.Name)]
public sealed class ProgramTests(ToolGuest guest)
{
    public static TheoryData<string> Agents => ToolGuest.Agents;

    private HostTool Tool => guest.Tool;

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Exec_passes_on_words_streams_and_exit_code(string agent)
    {
        const string Script = """printf '<%s>' "$@"; echo; cat; echo "$COLOUR in $(pwd)"; echo problem >&2; exit 7""";
        ToolResult result = await Tool.TryRunAsync(
            ["exec", agent, "--env", "COLOUR=light blue", "--workdir", "/mnt", "--", "sh", "-c", Script, "sh", "", "a  b", "$HOME", "*"], "from the host\n");
        Assert.Equal((7, "<><a  b><$HOME><*>\nfrom the host\nlight blue in /mnt\n", "problem\n"), (result.ExitCode, result.Output, result.Error));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task A_signal_is_128_and_its_number(string agent)
    {
        Assert.Equal(137, (await Tool.TryRunAsync("exec", agent, "--", "sh", "-c", "kill -KILL $$")).ExitCode);
        ToolResult absent = await Tool.TryRunAsync("exec", agent, "--", "/no/such/program");
        Assert.NotEqual(0, absent.ExitCode);
        Assert.NotEqual("", absent.Error);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Output_is_seen_while_the_program_runs(string agent)
    {
        using ToolProcess running = Tool.Start(
            ["exec", agent, "--", "sh", "-c", $"echo first; until [ -e /guest/go-{agent} ]; do sleep 0.1; done; echo second"]);
        await running.UntilWrittenAsync("first\n");
        Assert.False(running.HasEnded);
        await guest.Shell.RunAsync($"touch /guest/go-{agent}");
        ToolResult result = await running.EndAsync();
        Assert.Equal((0, "first\nsecond\n"), (result.ExitCode, result.Output));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task A_time_limit_ends_the_program(string agent)
    {
        ToolResult result = await Tool.TryRunAsync("exec", agent, "--timeout", "2", "--", "sleep", "2345");
        Assert.Equal(255, result.ExitCode);
        Assert.Contains("ran longer than 2", result.Error, StringComparison.Ordinal);
        await GoneAsync("sleep 2345");
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Interrupt_ends_the_program_and_what_it_started(string agent)
    {
        using ToolProcess running = Tool.Start(["exec", agent, "--", "sh", "-c", "sleep 3456 & echo started; wait"]);
        await running.UntilWrittenAsync("started\n");
        await running.SignalAsync("INT");
        Assert.Equal(130, (await running.EndAsync()).ExitCode);
        await GoneAsync("sleep 3456");
        // The folder of its output goes with it.
        await guest.Shell.WaitUntilAsync("test -z \"$(ls -d /tmp/qga* /tmp/.qga* /tmp/tmp* 2> /dev/null)\"", TimeSpan.FromSeconds(10));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task A_detached_program_goes_on_until_it_is_killed(string agent)
    {
        string number = await Tool.RunAsync("exec", agent, "--detach", "--", "sleep", "4567");
        await guest.Shell.RunAsync($"grep -q sleep /proc/{number}/comm");
        await Tool.RunAsync("kill", agent, number, "--signal", "KILL");
        await GoneAsync("sleep 4567");
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Run_takes_the_text_of_a_shell(string agent) =>
        Assert.Equal("2", await Tool.RunAsync("run", agent, "cd /mnt && ls -d ext4 xfs | wc -l"));

    [Fact]
    public async Task Run_says_whose_line_it_is() =>
        Assert.Equal(["debian: guest", "ours: guest"], (await Tool.RunAsync("run", "ours,debian", "hostname")).Split('\n').Order());

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task A_script_is_copied_run_and_removed(string agent)
    {
        string file = Path.Combine(guest.Folder, $"script-{agent}");
        await File.WriteAllTextAsync(file, "#!/usr/bin/perl\nprint \"$0 has @ARGV, \", scalar <STDIN>; exit 9;\n", TestContext.Current.CancellationToken);
        ToolResult result = await Tool.TryRunAsync(["script", agent, file, "one", "two words"], "and a line\n");
        Assert.Equal(9, result.ExitCode);
        string[] parts = result.Output.Split(" has ");
        Assert.Equal("one two words, and a line\n", parts[1]);
        await guest.Shell.RunAsync($"! test -e {parts[0]}");
    }

    private Task GoneAsync(string command) => guest.Shell.WaitUntilAsync($"! pgrep -x -f '{command}'", TimeSpan.FromSeconds(10));
}
