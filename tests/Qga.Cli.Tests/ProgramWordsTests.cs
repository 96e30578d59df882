namespace Qga.Cli.Tests;

/// <summary>Where the command line of a program begins that a guest runs.</summary>
public sealed class ProgramWordsTests
{
    [Theory]
    [InlineData("exec web1 ls -l /", "exec web1 -- ls -l /")]
    [InlineData("exec web1 -- ls -l", "exec web1 -- ls -l")]
    [InlineData("exec web1 sh -c x -- --json", "exec web1 -- sh -c x -- --json")]
    [InlineData("exec -n web1 true -n", "exec -n web1 -- true -n")]
    [InlineData("exec web1 -n true", "exec web1 -n -- true")]
    [InlineData("exec -e A=1 -w /tmp web1 -t 5 env -i", "exec -e A=1 -w /tmp web1 -t 5 -- env -i")]
    [InlineData("exec --env=A --timeout=5 web1 env -i", "exec --env=A --timeout=5 web1 -- env -i")]
    [InlineData("exec -dn web1 sleep -x", "exec -dn web1 -- sleep -x")]
    [InlineData("exec -ne A web1 env -i", "exec -ne A web1 -- env -i")]
    [InlineData("exec --all df -h", "exec --all -- df -h")]
    [InlineData("exec -a df -h", "exec -a -- df -h")]
    [InlineData("-t 5 -j 3 --json exec web1 df -h", "-t 5 -j 3 --json exec web1 -- df -h")]
    [InlineData("run web1 ls -l", "run web1 -- ls -l")]
    [InlineData("script web1 ./x.sh --fast", "script web1 -- ./x.sh --fast")]
    [InlineData("script web1 - --fast", "script web1 -- - --fast")]
    [InlineData("frozen --mount /srv web1 lvs -a", "frozen --mount /srv web1 -- lvs -a")]
    [InlineData("exec web1", "exec web1")]
    [InlineData("exec --help", "exec --help")]
    [InlineData("df web1 -v", "df web1 -v")]
    [InlineData("kill web1 4711 -s KILL", "kill web1 4711 -s KILL")]
    [InlineData("nonsense web1 a -b", "nonsense web1 a -b")]
    [InlineData("", "")]
    public void Options_behind_the_program_are_the_programs(string line, string expected) =>
        Assert.Equal(expected, string.Join(' ', ProgramWords.Separate(VerbLines.Tree(), line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));

    [Theory]
    [MemberData(nameof(RunningAgent.Agents), MemberType = typeof(RunningAgent))]
    public async Task They_reach_it(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);

        ToolRun run = await ToolRun.StartAsync("exec", "-n", agent.Address, "printf", "%s.", "--json", "-x", "--", "-a");

        Assert.Equal((0, "--json.-x.--.-a.", ""), (run.ExitCode, run.Output, run.Error));
    }
}
