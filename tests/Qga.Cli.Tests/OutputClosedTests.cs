namespace Qga.Cli.Tests;

/// <summary>Nobody reads what the tool writes, as behind <c>| head -1</c>: it ends, in silence, as other programs do of SIGPIPE.</summary>
public sealed class OutputClosedTests
{
    // $1 the folder, then the command: standard output is a pipe that nobody reads.
    private const string Closed = """
        mkfifo "$1/pipe" && exec 3<>"$1/pipe" 4>"$1/pipe" 3<&-
        shift
        "$@" >&4 4>&-
        """;

    public static TheoryData<string> Words =>
    [
        "cat GUEST:FOLDER/file",
        "cat --raw GUEST:FOLDER/file",
        "tail GUEST:FOLDER/file",
        "tail -f GUEST:FOLDER/file",
        "ls GUEST:FOLDER",
        "ls --json GUEST:FOLDER",
        "call GUEST guest-ping",
        "call GUEST guest-info",
        "commands GUEST",
        "list --json",
        "info GUEST",
        "ping -c 3 GUEST",
        "top --jsonl GUEST",
        "exec GUEST -- echo text",
        "exec --jsonl GUEST -- echo text",
        "run GUEST -- while_:;do_echo_text;done",
        "cp GUEST:FOLDER/file -",
        "schema guest-ping",
        "--help",
        "ls --help",
    ];

    [Theory]
    [MemberData(nameof(Words))]
    public async Task Tool_ends_in_silence(string words)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync("/usr/sbin/qemu-ga");
        await File.WriteAllTextAsync($"{agent.Folder}/file", "one\ntwo\n", TestContext.Current.CancellationToken);
        string[] arguments =
        [
            .. words.Split(' ').Select(word => word
                .Replace("GUEST", words.Contains("GUEST:", StringComparison.Ordinal) ? $"unix:{agent.Address}" : agent.Address, StringComparison.Ordinal)
                .Replace("FOLDER", agent.Folder, StringComparison.Ordinal)
                .Replace('_', words.StartsWith("run", StringComparison.Ordinal) ? ' ' : '_')),
        ];

        (int code, string output, string error) = await HostProgram.RunAsync(
            "/bin/sh", ["-c", Closed, "sh", agent.Folder, $"{AppContext.BaseDirectory}/qga", .. arguments]);

        Assert.Equal((141, "", ""), (code, output, error));
        Assert.Empty(agent.Remains);
    }
}
