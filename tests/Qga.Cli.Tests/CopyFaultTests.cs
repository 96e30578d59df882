using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;

namespace Qga.Cli.Tests;

/// <summary>What goes wrong in the middle of a copy.</summary>
[SupportedOSPlatform("linux")]
public sealed class CopyFaultTests
{
    // A tmpfs of 4 MiB, or where nobody may mount one, files of 4 MiB at most.
    private static readonly string[] s_smallDisk =
    [
        "/bin/sh",
        "-c",
        """
        mkdir "$0"
        if unshare -m true 2>/dev/null; then exec unshare -m /bin/sh -c 'mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"' "$0" "$@"; fi
        trap '' XFSZ; ulimit -f 8192; exec "$@"
        """,
        $"{RunningAgent.FolderWord}/small",
    ];

    public static TheoryData<string> Agents => RunningAgent.Agents;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task File_to_a_guest_goes_on_after_its_agent_was_killed(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        using TemporaryPlace place = new();
        await File.WriteAllBytesAsync($"{place.Path}/file", TreeText.Content(24 << 20), Cancellation);

        await BreakAsync(agent, 16 << 20, address => ["cp", "--resume", $"{place.Path}/file", $"unix:{address}:{agent.Folder}/copy"]);

        Assert.False(File.Exists($"{agent.Folder}/copy"));
        Assert.InRange(await ResumeAsync("cp", "--resume", "--json", $"{place.Path}/file", $"unix:{agent.Address}:{agent.Folder}/copy"), 1 << 20, 24 << 20);
        Assert.Equal(await File.ReadAllBytesAsync($"{place.Path}/file", Cancellation), await File.ReadAllBytesAsync($"{agent.Folder}/copy", Cancellation));
        Assert.Empty(TreeText.Temporary(agent.Folder));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task File_from_a_guest_goes_on_after_its_agent_was_killed(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        using TemporaryPlace place = new();
        await File.WriteAllBytesAsync($"{agent.Folder}/file", TreeText.Content(24 << 20), Cancellation);

        await BreakAsync(agent, 16 << 20, address => ["cp", "--resume", $"unix:{address}:{agent.Folder}/file", $"{place.Path}/copy"]);

        Assert.False(File.Exists($"{place.Path}/copy"));
        Assert.InRange(await ResumeAsync("cp", "--resume", "--json", $"unix:{agent.Address}:{agent.Folder}/file", $"{place.Path}/copy"), 1 << 20, 24 << 20);
        Assert.Equal(await File.ReadAllBytesAsync($"{agent.Folder}/file", Cancellation), await File.ReadAllBytesAsync($"{place.Path}/copy", Cancellation));
        Assert.Empty(TreeText.Temporary(place.Path));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Tree_to_a_guest_goes_on_after_its_agent_was_killed(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        using TemporaryPlace place = new();
        await MakeTreeAsync($"{place.Path}/tree");

        // The small files go first, and half of the large one.
        await BreakAsync(agent, 36 << 20, address => ["cp", "-rp", "--resume", $"{place.Path}/tree", $"unix:{address}:{agent.Folder}/copy"]);

        Assert.False(Directory.Exists($"{agent.Folder}/copy"));
        long resumed = await ResumeAsync("cp", "-rp", "--resume", "--json", $"{place.Path}/tree", $"unix:{agent.Address}:{agent.Folder}/copy");
        Assert.InRange(resumed, 6 << 20, 46 << 20);
        Assert.Equal(TreeText.Of($"{place.Path}/tree"), TreeText.Of($"{agent.Folder}/copy"));
        Assert.Empty(TreeText.Temporary(agent.Folder));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Tree_from_a_guest_goes_on_after_its_agent_was_killed(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        using TemporaryPlace place = new();
        string source = $"{agent.Folder}/tree";
        await MakeTreeAsync(source);

        await BreakAsync(agent, 36 << 20, address => ["cp", "-rp", "--resume", $"unix:{address}:{source}", $"{place.Path}/copy"]);

        Assert.False(Directory.Exists($"{place.Path}/copy"));
        Assert.Single(TreeText.Temporary(place.Path));

        // Meanwhile it changes: one is gone, one is another, and one has become a link.
        File.Delete($"{source}/sub/1");
        await File.WriteAllTextAsync($"{source}/sub/2", "changed", Cancellation);
        File.Delete($"{source}/sub/3");
        File.CreateSymbolicLink($"{source}/sub/3", "4");
        File.SetUnixFileMode($"{source}/sub/5", UnixFileMode.UserRead);
        long resumed = await ResumeAsync("cp", "-rp", "--resume", "--json", $"unix:{agent.Address}:{source}", $"{place.Path}/copy");
        Assert.InRange(resumed, 6 << 20, 46 << 20);
        Assert.Equal(TreeText.Of(source), TreeText.Of($"{place.Path}/copy"));
        Assert.Empty(TreeText.Temporary(place.Path));
        await UntilAsync(() => !agent.Remains.Any());
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Full_disk_of_the_guest_leaves_nothing(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartUnderAsync(s_smallDisk, name);
        using TemporaryPlace place = new();
        string file = $"{place.Path}/tree/file";
        Directory.CreateDirectory($"{place.Path}/tree");
        await File.WriteAllBytesAsync(file, TreeText.Content(6 << 20), Cancellation);
        string target = $"unix:{agent.Address}:{agent.Folder}/small";

        ToolRun one = await ToolRun.StartAsync("cp", file, $"{target}/copy");
        AssertFull(one, "file");
        ToolRun tree = await ToolRun.StartAsync("cp", "-r", $"{place.Path}/tree", $"{target}/copy");
        AssertFull(tree, "tree");
        ToolRun stream = await ToolRun.StartAsync([], ["cp", "-", $"{target}/copy"], TreeText.Content(6 << 20));
        AssertFull(stream, "-");

        // Nothing in the way: as much as fits is there.
        ToolRun left = await ToolRun.StartAsync("exec", agent.Address, "--", "ls", "-A", $"{agent.Folder}/small");
        Assert.Equal((0, ""), (left.ExitCode, left.Output));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Full_disk_of_the_host_leaves_nothing(string name)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting a file system takes root");
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        await File.WriteAllBytesAsync($"{agent.Folder}/file", TreeText.Content(6 << 20), Cancellation);
        Directory.CreateDirectory($"{agent.Folder}/small");
        string text =
            $"mount -t tmpfs -o size=4m tmpfs {agent.Folder}/small && '{AppContext.BaseDirectory}/qga' cp unix:{agent.Address}:{agent.Folder}/file "
            + $"{agent.Folder}/small/copy; echo $?; ls -A {agent.Folder}/small";

        (int code, string output, string error) = await HostProgram.RunAsync("unshare", "-m", "/bin/sh", "-c", text);

        Assert.SkipWhen(error.StartsWith("unshare:", StringComparison.Ordinal), "this container has no mount namespaces");
        Assert.Equal((0, "1\n"), (code, output));
        Assert.Matches("^qga: file: .*[Nn]o space left on device.*\n$", error);
    }

    private static void AssertFull(ToolRun run, string what)
    {
        Assert.Equal(1, run.ExitCode);
        Assert.Matches($"^qga: {what}: .*([Nn]o space left on device|File too large).*\n$", run.Error);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    // Copies through a relay; when so many bytes have passed the agent is killed, and started again.
    private static async Task BreakAsync(RunningAgent agent, long bytes, Func<string, string[]> arguments)
    {
        await using Relay relay = new(agent.Address, bytes);
        Task<ToolRun> copying = ToolRun.StartAsync(arguments(relay.Address));
        if (await Task.WhenAny(copying, relay.Held) == copying)
        {
            Assert.Fail($"the copy ended too soon: {(await copying).Error}");
        }

        agent.Kill();
        relay.Release();
        ToolRun broken = await copying;
        Assert.Equal(3, broken.ExitCode);
        Assert.Single(broken.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        await agent.RestartAsync();
    }

    private static async Task<long> ResumeAsync(params string[] arguments)
    {
        ToolRun run = await ToolRun.StartAsync(arguments);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using JsonDocument json = JsonDocument.Parse(run.Output);
        return json.RootElement[0].GetProperty("answer")[0].GetProperty("resumed-bytes").GetInt64();
    }

    private static async Task MakeTreeAsync(string root)
    {
        Directory.CreateDirectory($"{root}/sub");
        for (int i = 0; i < 12; i++)
        {
            await File.WriteAllBytesAsync($"{root}/sub/{i}", TreeText.Content((1 << 20) + i), Cancellation);
        }

        await File.WriteAllBytesAsync($"{root}/z", TreeText.Content(34 << 20), Cancellation);
        await File.WriteAllTextAsync($"{root}/sub/blank at the end ", "x", Cancellation);
        await File.WriteAllTextAsync($"{root}/sub/[pattern]*", "x", Cancellation);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (long start = Stopwatch.GetTimestamp(); !condition();)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1), "it does not come");
            await Task.Delay(20, Cancellation);
        }
    }
}
