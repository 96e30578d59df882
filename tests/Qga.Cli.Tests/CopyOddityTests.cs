using System.Net.Sockets;
using System.Runtime.Versioning;

namespace Qga.Cli.Tests;

/// <summary>Trees and files that are not as one would like them, in both directions.</summary>
[SupportedOSPlatform("linux")]
public sealed class CopyOddityTests
{
    // $0 the tree.
    private const string Odd = """
        umask 022; mkdir -p "$0/ leading" "$0/two words" "$0/empty" && cd "$0" || exit
        echo 1 >"two words/new
        line"; echo 2 >-dash; echo 3 >'trailing '; echo 4 >"$(printf '%0255d' 7)"; echo 5 >'*[a]?\b'; echo 6 >'"quoted" $HOME `id`'; echo 7 >' leading/é'
        ln -s /no/such dangling; ln -s . loop; ln -s a b; ln -s b a
        mkfifo pipe
        if [ "$(id -u)" = 0 ]; then mknod device c 1 3; fi
        truncate -s 3M sparse; echo end >>sparse; echo linked >one; ln one other
        : >"$(printf 'bytes-\377')"
        """;

    private static readonly string[] s_uncopied = ["bytes-", "device", "pipe", "socket"];

    public static TheoryData<string> Agents => RunningAgent.Agents;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Odd_tree_goes_in_and_out(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        using TemporaryPlace place = new();
        string tree = $"{place.Path}/tree";
        Assert.Equal((0, "", ""), await HostProgram.RunAsync("/bin/sh", "-c", Odd, tree));
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint($"{tree}/socket"));
        string[] expected = [.. TreeText.Of(tree, path => !s_uncopied.Any(start => path.StartsWith(start, StringComparison.Ordinal)))];

        ToolRun sent = await ToolRun.StartAsync("cp", "-rp", tree, $"unix:{agent.Address}:{agent.Folder}/in");
        AssertNamed(sent);
        Assert.Equal(expected, TreeText.Of($"{agent.Folder}/in"));

        ToolRun fetched = await ToolRun.StartAsync("cp", "-rp", $"unix:{agent.Address}:{tree}", $"{place.Path}/out");
        AssertNamed(fetched);
        Assert.Equal(expected, TreeText.Of($"{place.Path}/out"));

        // .NET cannot name all of it.
        await HostProgram.RunAsync("rm", "-rf", tree);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Five_thousand_files_go_in_and_out(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        using TemporaryPlace place = new();
        for (int i = 0; i < 5000; i++)
        {
            place.Write($"tree/{i / 250}/{i}", i % 3 == 0 ? "" : "x");
        }

        ToolRun sent = await ToolRun.StartAsync("cp", "-r", $"{place.Path}/tree", $"unix:{agent.Address}:{agent.Folder}/in");
        Assert.Equal((0, ""), (sent.ExitCode, sent.Error));
        ToolRun fetched = await ToolRun.StartAsync("cp", "-r", $"unix:{agent.Address}:{agent.Folder}/in", $"{place.Path}/out");
        Assert.Equal((0, ""), (fetched.ExitCode, fetched.Error));
        Assert.Equal(TreeText.Of($"{place.Path}/tree"), TreeText.Of($"{place.Path}/out"));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Pipe_is_refused_and_nothing_hangs(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        Assert.Equal(0, (await HostProgram.RunAsync("mkfifo", $"{agent.Folder}/pipe")).ExitCode);

        ToolRun sent = await ToolRun.StartAsync("cp", $"{agent.Folder}/pipe", $"unix:{agent.Address}:{agent.Folder}/in");
        Assert.Equal((1, $"qga: pipe: {agent.Folder}/pipe is a device, pipe or socket, which cannot be copied\n"), (sent.ExitCode, sent.Error));
        ToolRun fetched = await ToolRun.StartAsync("cp", $"unix:{agent.Address}:{agent.Folder}/pipe", $"{agent.Folder}/out");
        Assert.Equal((1, $"qga: pipe: {agent.Folder}/pipe is a pipe or a socket, which cannot be copied\n"), (fetched.ExitCode, fetched.Error));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Device_is_never_replaced(string name)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "making a device takes root");
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        string device = $"{agent.Folder}/null";
        Assert.Equal(0, (await HostProgram.RunAsync("mknod", "-m", "666", device, "c", "1", "3")).ExitCode);

        ToolRun fetched = await ToolRun.StartAsync("cp", $"unix:{agent.Address}:/etc/os-release", device);
        Assert.Equal((0, ""), (fetched.ExitCode, fetched.Error));
        ToolRun sent = await ToolRun.StartAsync("cp", "/etc/os-release", $"unix:{agent.Address}:{device}");
        Assert.Equal(1, sent.ExitCode);
        Assert.Contains($"{device} is a device, pipe or socket", sent.Error, StringComparison.Ordinal);
        ToolRun streamed = await ToolRun.StartAsync([], ["cp", "-", $"unix:{agent.Address}:{device}"], [1, 2, 3]);
        Assert.Equal(0, streamed.ExitCode);
        Assert.EndsWith("or it is no regular file there\n", streamed.Error, StringComparison.Ordinal);

        Assert.Equal("character special file\n", (await HostProgram.RunAsync("stat", "-c", "%F", device)).Output);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task What_the_agent_may_not_read_is_named(string name)
    {
        string[] nobody = await NobodyAsync();
        using TemporaryPlace place = new();
        await using RunningAgent restricted = await StartAsNobodyAsync(nobody, name);
        string tree = MakeGuardedTree(restricted.Folder);

        ToolRun fetched = await ToolRun.StartAsync("cp", "-r", $"unix:{restricted.Address}:{tree}", $"{place.Path}/out");

        AssertGuarded(fetched);
        Assert.Equal(["after", "before"], Directory.EnumerateFiles($"{place.Path}/out").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task What_the_user_may_not_read_is_named(string name)
    {
        string[] nobody = await NobodyAsync();
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        string tree = MakeGuardedTree(agent.Folder);
        await HostProgram.RunAsync("chmod", "755", agent.Folder);
        await HostProgram.RunAsync("chmod", "666", agent.Address);
        string[] words = [.. nobody[1..], Path.Combine(AppContext.BaseDirectory, "qga"), "cp", "-r", tree, $"unix:{agent.Address}:{agent.Folder}/in"];

        (int code, string output, string error) = await HostProgram.RunAsync(nobody[0], words);

        AssertGuarded(new(code, output, error));
        Assert.Equal(["after", "before"], Directory.EnumerateFiles($"{agent.Folder}/in").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Files_that_change_meanwhile_do_not_break_a_copy(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        using TemporaryPlace place = new();
        Directory.CreateDirectory($"{place.Path}/tree");
        string log = $"{place.Path}/tree/log";
        string shrinking = $"{place.Path}/tree/shrinking";
        await File.WriteAllBytesAsync(log, TreeText.Content(8 << 20), Cancellation);
        await File.WriteAllBytesAsync(shrinking, TreeText.Content(8 << 20), Cancellation);
        await using Relay relay = new(agent.Address, 2 << 20);
        Task<ToolRun> sending = ToolRun.StartAsync("cp", "-r", $"{place.Path}/tree", $"unix:{relay.Address}:{agent.Folder}/in");
        await relay.Held;
        await AppendAsync(log);
        await using (FileStream file = File.OpenWrite(shrinking))
        {
            file.SetLength(1 << 20);
        }

        relay.Release();
        ToolRun sent = await sending;
        Assert.Equal(0, sent.ExitCode);
        Assert.Contains("log has changed while it was copied\n", sent.Error, StringComparison.Ordinal);
        byte[] start = (await File.ReadAllBytesAsync(log, Cancellation))[..(8 << 20)];
        Assert.Equal(start, (await File.ReadAllBytesAsync($"{agent.Folder}/in/log", Cancellation))[..(8 << 20)]);

        // A single file that grows: what was there when its end was read.
        await using Relay other = new(agent.Address, 4 << 20);
        Task<ToolRun> fetching = ToolRun.StartAsync("cp", $"unix:{other.Address}:{log}", $"{place.Path}/out");
        await other.Held;
        await AppendAsync(log);
        other.Release();
        ToolRun fetched = await fetching;
        Assert.Equal((0, ""), (fetched.ExitCode, fetched.Error));
        Assert.Equal(start, (await File.ReadAllBytesAsync($"{place.Path}/out", Cancellation))[..(8 << 20)]);
    }

    private static async Task AppendAsync(string path)
    {
        await using FileStream file = new(path, FileMode.Append);
        await file.WriteAsync(new byte[100_000], Cancellation);
    }

    private static void AssertNamed(ToolRun run)
    {
        Assert.Equal(5, run.ExitCode);
        Assert.Matches("(^|\n)qga: bytes-.* is not copied: its name is not UTF-8\n", run.Error);
        Assert.Matches("(^|\n)qga: [^ ]+: 1 of [0-9]+ files could not be copied\n", run.Error);
        Assert.Contains("qga: pipe is not copied: it is a device, pipe or socket\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("qga: socket is not copied: it is a device, pipe or socket\n", run.Error, StringComparison.Ordinal);
    }

    private static void AssertGuarded(ToolRun run)
    {
        Assert.Equal(5, run.ExitCode);
        Assert.Equal(
            ["qga: closed is not copied: permission denied", "qga: secret is not copied: permission denied", "qga: tree: 2 of 4 files could not be copied"],
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    private static string MakeGuardedTree(string folder)
    {
        string tree = Directory.CreateDirectory($"{folder}/tree").FullName;
        foreach (string file in (string[])["before", "after", "secret", "closed/in"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName($"{tree}/{file}")!);
            File.WriteAllText($"{tree}/{file}", file);
        }

        File.SetUnixFileMode($"{tree}/secret", UnixFileMode.UserRead);
        File.SetUnixFileMode($"{tree}/closed", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return tree;
    }

    // What runs a program as a user who may little.
    private static async Task<string[]> NobodyAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "becoming another user takes root");
        string[] words = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"];
        Assert.SkipUnless((await HostProgram.RunAsync(words[0], [.. words[1..], "test", "-x", $"{AppContext.BaseDirectory}/qga"])).ExitCode == 0,
            "nobody may not run what was built here");
        return words;
    }

    private static Task<RunningAgent> StartAsNobodyAsync(string[] nobody, string agent) => RunningAgent.StartUnderAsync(
        [
            "/bin/sh",
            "-c",
            $"chown -R 65534:65534 '{RunningAgent.FolderWord}'; exec {string.Join(' ', nobody)} \"$@\"",
            "sh",
        ],
        agent);
}
