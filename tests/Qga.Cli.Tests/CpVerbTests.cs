using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using Qga.Client;

namespace Qga.Cli.Tests;

/// <summary>cp against the agents as they are. Host and guest are one machine here.</summary>
[SupportedOSPlatform("linux")]
public sealed class CpVerbTests
{
    private static readonly byte[] s_content = [.. Enumerable.Range(0, 300_000).Select(number => (byte)(number * 7 >> 3))];

    public static TheoryData<string> Agents => RunningAgent.Agents;

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task File_goes_in_and_out(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        using TemporaryPlace place = new();
        string guest = $"unix:{agent.Address}";
        string source = $"{place.Path}/a b:c\n.bin";
        await File.WriteAllBytesAsync(source, s_content, TestContext.Current.CancellationToken);
        File.SetUnixFileMode(source, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.SetLastWriteTimeUtc(source, new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        Directory.CreateDirectory($"{agent.Folder}/in");

        ToolRun sent = await ToolRun.StartAsync("cp", "-p", source, $"{guest}:{agent.Folder}/in");
        Assert.Equal((0, "", ""), (sent.ExitCode, sent.Output, sent.Error));
        string copy = $"{agent.Folder}/in/{Path.GetFileName(source)}";
        Assert.Equal(s_content, await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken));
        Assert.Equal(File.GetLastWriteTimeUtc(source), File.GetLastWriteTimeUtc(copy));
        Assert.Equal(File.GetUnixFileMode(source), File.GetUnixFileMode(copy));

        ToolRun fetched = await ToolRun.StartAsync("cp", "--json", $"{guest}:{copy}", $"{place.Path}/out");
        Assert.Equal((0, ""), (fetched.ExitCode, fetched.Error));
        Assert.Equal(s_content, await File.ReadAllBytesAsync($"{place.Path}/out", TestContext.Current.CancellationToken));
        using JsonDocument json = JsonDocument.Parse(fetched.Output);
        JsonElement row = json.RootElement[0].GetProperty("answer")[0];
        Assert.Equal(
            (300_000, "program", true),
            (row.GetProperty("bytes").GetInt32(), row.GetProperty("verified-by").GetString(), row.GetProperty("renamed").GetBoolean()));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Directories_need_to_be_asked_for(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        using TemporaryPlace place = new();
        string guest = $"unix:{agent.Address}";
        place.Write("tree/one", "1");
        place.Write("tree/below/two", "2");

        ToolRun refused = await ToolRun.StartAsync("cp", $"{place.Path}/tree", $"{guest}:{agent.Folder}");
        Assert.Equal((1, $"qga: tree: {place.Path}/tree is a directory; -r copies it\n"), (refused.ExitCode, refused.Error));
        Assert.Equal(0, (await ToolRun.StartAsync("cp", "-r", $"{place.Path}/tree", $"{guest}:{agent.Folder}")).ExitCode);
        Assert.Equal("2", await File.ReadAllTextAsync($"{agent.Folder}/tree/below/two", TestContext.Current.CancellationToken));

        refused = await ToolRun.StartAsync("cp", $"{guest}:{agent.Folder}/tree", place.Path);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("is a directory of the guest; -r copies it", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await ToolRun.StartAsync("cp", "-r", $"{guest}:{agent.Folder}/tree", $"{place.Path}/back")).ExitCode);
        Assert.Equal("1", await File.ReadAllTextAsync($"{place.Path}/back/one", TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Standard_input_and_output_are_files_too(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        string path = $"{agent.Folder}/file";
        await File.WriteAllTextAsync(path, "old", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        ToolRun sent = await ToolRun.StartAsync([], ["cp", "--json", "-", $"unix:{agent.Address}:{path}"], s_content);
        Assert.Equal((0, ""), (sent.ExitCode, sent.Error));
        Assert.Contains("\"verified-by\": \"program\"", sent.Output, StringComparison.Ordinal);
        Assert.Equal(s_content, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(path));

        await File.WriteAllTextAsync(path, "é\n", TestContext.Current.CancellationToken);
        ToolRun fetched = await ToolRun.StartAsync("cp", $"unix:{agent.Address}:{path}", "-");
        Assert.Equal((0, "é\n", ""), (fetched.ExitCode, fetched.Output, fetched.Error));
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(agent.Folder), entry => entry.Contains(".qga-", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Several_guests_get_and_give(string name)
    {
        await using RunningAgent one = await RunningAgent.StartAsync(name);
        await using RunningAgent two = await RunningAgent.StartAsync(name);
        using TemporaryPlace place = new();
        FixedSource source = new(new("web1", new UnixGuestAddress(one.Address), "test"), new("web2", new UnixGuestAddress(two.Address), "test"));
        string first = place.Write("first", "1");
        string second = place.Write("second", "2");

        ToolRun all = await ToolRun.StartAsync([source], ["cp", first, second, "web*:tmp"]);
        Assert.Equal(1, all.ExitCode);
        Assert.Contains("qga: web2: first: tmp is no directory of the guest, and there are several sources\n", all.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await ToolRun.StartAsync([source], ["cp", first, second, $"web1:{one.Folder}"])).ExitCode);
        Assert.Equal("2", await File.ReadAllTextAsync($"{one.Folder}/second", TestContext.Current.CancellationToken));

        ToolRun between = await ToolRun.StartAsync([source], ["cp", $"web1:{one.Folder}/first", $"web2:{two.Folder}/moved"]);
        Assert.Equal((0, ""), (between.ExitCode, between.Error));
        Assert.Equal("1", await File.ReadAllTextAsync($"{two.Folder}/moved", TestContext.Current.CancellationToken));

        Assert.Equal(0, (await ToolRun.StartAsync([source], ["cp", "web*:/etc/hostname", place.Path])).ExitCode);
        byte[] expected = await File.ReadAllBytesAsync("/etc/hostname", TestContext.Current.CancellationToken);
        Assert.Equal(expected, await File.ReadAllBytesAsync($"{place.Path}/web1/hostname", TestContext.Current.CancellationToken));
        Assert.Equal(expected, await File.ReadAllBytesAsync($"{place.Path}/web2/hostname", TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Without_programs_a_file_is_written_under_its_own_name(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name, "guest-exec");
        using TemporaryPlace place = new();
        string source = place.Write("file", "x");

        ToolRun sent = await ToolRun.StartAsync("cp", source, $"unix:{agent.Address}:{agent.Folder}/a");
        Assert.Equal(0, sent.ExitCode);
        Assert.StartsWith("qga: file: written under its own name from the start: the guest's agent may not run programs", sent.Error, StringComparison.Ordinal);
        sent = await ToolRun.StartAsync([], ["cp", "-", $"unix:{agent.Address}:{agent.Folder}/b"], "y"u8.ToArray());
        Assert.Equal(0, sent.ExitCode);
        Assert.Equal("y", await File.ReadAllTextAsync($"{agent.Folder}/b", TestContext.Current.CancellationToken));
        Assert.Equal(1, (await ToolRun.StartAsync("cp", "-r", place.Path, $"unix:{agent.Address}:{agent.Folder}/c")).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Failed_copy_leaves_nothing(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        string guest = $"unix:{agent.Address}";

        ToolRun none = await ToolRun.StartAsync("cp", $"{guest}:{agent.Folder}/none", $"{agent.Folder}/out");
        Assert.Equal(1, none.ExitCode);
        Assert.Matches("^qga: none: .*No such file.*\n$", none.Error);
        Assert.Equal(1, (await ToolRun.StartAsync("cp", $"{agent.Folder}/none", $"{guest}:{agent.Folder}/out")).ExitCode);
        Assert.Equal(1, (await ToolRun.StartAsync([], ["cp", "-", $"{guest}:{agent.Folder}/no/out"], s_content)).ExitCode);
        Assert.Equal(1, (await ToolRun.StartAsync([], ["cp", "-", $"{guest}:{agent.Folder}"], s_content)).ExitCode);
        Assert.Equal(1, (await ToolRun.StartAsync("cp", $"{guest}:/etc/hostname", $"{agent.Folder}/no/")).ExitCode);
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(agent.Folder),
            entry => entry.Contains("out", StringComparison.Ordinal) || entry.Contains(".qga-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("/run/a.sock:/x", "b")]
    [InlineData("a", "web1:")]
    [InlineData("-", "a", "web1:/x")]
    [InlineData("a")]
    public async Task Words_that_make_no_sense_are_refused(params string[] words)
    {
        ToolRun run = await ToolRun.StartAsync(["cp", .. words]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
    }

    [Fact(Timeout = 30_000)]
    public async Task Terminal_shows_how_far_it_is()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "script(1) is not installed");
        await using RunningAgent agent = await RunningAgent.StartAsync("/usr/sbin/qemu-ga");
        await File.WriteAllBytesAsync($"{agent.Folder}/source", s_content, TestContext.Current.CancellationToken);
        string shell = $"stty rows 30 cols 100; '{AppContext.BaseDirectory}/qga' cp {agent.Folder}/source unix:{agent.Address}:{agent.Folder}/copy";
        using Process terminal = Process.Start(new ProcessStartInfo("/usr/bin/script", ["-q", "-e", "-c", shell, "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["SHELL"] = "/bin/sh" },
        })!;

        string screen = await terminal.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await terminal.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, terminal.ExitCode);
        Assert.Matches(@"\rsource  100%  \[#{20}\]  293 KiB.*\e\[K\r?\n$", screen);
    }
}
