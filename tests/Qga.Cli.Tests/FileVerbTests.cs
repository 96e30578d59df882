using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using Qga.Cli.Files;
using Qga.Client;

namespace Qga.Cli.Tests;

/// <summary>cat, tee, tail, ls, mkdir, rm, mv, chmod and edit against the agents as they are. Host and guest are one machine here.</summary>
[SupportedOSPlatform("linux")]
public sealed class FileVerbTests
{
    public static TheoryData<string> Agents => RunningAgent.Agents;

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Files_are_written_read_and_added_to(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name, "guest-exec");
        string path = $"{agent.Address}:{agent.Folder}/it's a file";

        Assert.Equal((0, "one\n", ""), Parts(await ToolRun.StartAsync([], ["tee", path], "one\n"u8.ToArray())));
        Assert.Equal((0, "two", ""), Parts(await ToolRun.StartAsync([], ["tee", "-a", path], "two"u8.ToArray())));
        Assert.Equal((0, "one\ntwo", ""), Parts(await ToolRun.StartAsync("cat", path)));
        FixedSource source = new(new Guests.Guest("web1", new UnixGuestAddress(agent.Address), "test"));
        Assert.Equal((0, "web1: one\nweb1: two\n", ""), Parts(await ToolRun.StartAsync([source], ["cat", $"web*:{agent.Folder}/it's a file"])));
        ToolRun none = await ToolRun.StartAsync("cat", $"{agent.Address}:{agent.Folder}/none");
        Assert.Equal((1, ""), (none.ExitCode, none.Output));
        Assert.Equal(2, (await ToolRun.StartAsync("cat", "no-path")).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Tail_shows_the_end_and_what_is_added(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name, "guest-exec");
        string file = $"{agent.Folder}/log";
        await File.WriteAllTextAsync(file, string.Concat(Enumerable.Range(1, 30_000).Select(line => $"line {line}\n")), TestContext.Current.CancellationToken);

        Assert.Equal((0, "line 29999\nline 30000\n", ""), Parts(await ToolRun.StartAsync("tail", "-n", "2", $"{agent.Address}:{file}")));
        Assert.Equal(10, (await ToolRun.StartAsync("tail", $"{agent.Address}:{file}")).Output.Count(one => one == '\n'));
        Assert.Equal(20_000, (await ToolRun.StartAsync("tail", "-n", "20000", $"{agent.Address}:{file}")).Output.Count(one => one == '\n'));
        Assert.Equal((0, "", ""), Parts(await ToolRun.StartAsync("tail", "-n", "0", $"{agent.Address}:{file}")));
        Assert.Matches("^Linux version ", (await ToolRun.StartAsync("tail", "-n", "1", $"{agent.Address}:/proc/version")).Output);

        using Process tool = Process.Start(new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "qga"), ["tail", "-f", "-n", "1", $"{agent.Address}:{file}"])
        {
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("line 30000", await tool.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        await File.AppendAllTextAsync(file, "more\n", TestContext.Current.CancellationToken);
        Assert.Equal("more", await tool.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        File.Move(file, $"{file}.1");
        await File.WriteAllTextAsync(file, "new file\n", TestContext.Current.CancellationToken);
        Assert.Equal("new file", await tool.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        tool.Kill();
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("a\nb\nc\n", 2, 2)]
    [InlineData("a\nb\nc", 2, 2)]
    [InlineData("a\nb\n", 2, 0)]
    [InlineData("\n\n\n", 1, 2)]
    [InlineData("", 1, 0)]
    [InlineData("a\n", 0, 2)]
    public void Last_lines_are_found(string text, int lines, int expected) =>
        Assert.Equal(expected, LastLines.StartOfLast(Encoding.UTF8.GetBytes(text), lines));

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Directories_are_made_listed_moved_and_removed(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        string guest = agent.Address;
        string folder = $"{agent.Folder}/a dir";

        Assert.Equal((0, "", ""), Parts(await ToolRun.StartAsync("mkdir", "-p", $"{guest}:{folder}/below")));
        ToolRun again = await ToolRun.StartAsync("mkdir", $"{guest}:{folder}");
        Assert.Equal(1, again.ExitCode);
        Assert.Matches("^qga: mkdir: .*File exists\n$", again.Error);

        await File.WriteAllTextAsync($"{folder}/-f", "12345", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync($"{folder}/.hidden", "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync($"{folder}/new\nline", "", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink($"{folder}/link", "-f");
        Assert.Equal((0, "", ""), Parts(await ToolRun.StartAsync("chmod", "u=rw,g=r,o=", $"{guest}:{folder}/-f")));
        Assert.Equal((0, "-f\nbelow\nlink\nnew\uFFFDline\n", ""), Parts(await ToolRun.StartAsync("ls", $"{guest}:{folder}")));
        Assert.Matches("(?m)^-rw-r----- +\\S+ +\\S+ +5 B +\\S+ \\S+ +-f +-$", (await ToolRun.StartAsync("ls", "-l", $"{guest}:{folder}")).Output);

        using JsonDocument json = JsonDocument.Parse((await ToolRun.StartAsync("ls", "-a", "--json", $"{guest}:{folder}")).Output);
        JsonElement[] files = [.. json.RootElement[0].GetProperty("answer").EnumerateArray()];
        Assert.Equal(["-f", ".hidden", "below", "link", "new\nline"], files.Select(file => file.GetProperty("name").GetString()));
        Assert.Equal(("lrwxrwxrwx", "-f"), (files[3].GetProperty("mode").GetString(), files[3].GetProperty("link").GetString()));
        Assert.Equal(File.GetLastWriteTimeUtc($"{folder}/-f"), files[0].GetProperty("modified").GetDateTime().ToUniversalTime(), TimeSpan.FromMilliseconds(1));

        Assert.Equal((0, "", ""), Parts(await ToolRun.StartAsync("mv", $"{guest}:{folder}/-f", $"{folder}/g")));
        Assert.True(File.Exists($"{folder}/g"));
        Assert.Equal(2, (await ToolRun.StartAsync("mv", $"{guest}:{folder}/g", "other:/x")).ExitCode);
        Assert.Equal(1, (await ToolRun.StartAsync("rm", $"{guest}:{folder}")).ExitCode);
        Assert.Equal((0, "", ""), Parts(await ToolRun.StartAsync("rm", "-r", $"{guest}:{folder}")));
        Assert.False(Directory.Exists(folder));
        Assert.Equal(0, (await ToolRun.StartAsync("rm", "-f", $"{guest}:{folder}")).ExitCode);
        Assert.Equal(1, (await ToolRun.StartAsync("ls", $"{guest}:{folder}")).ExitCode);
        Assert.Equal(2, (await ToolRun.StartAsync("rm", "-rf", $"{guest}://")).ExitCode);
    }

    [Fact]
    public void Listing_of_stat_is_understood()
    {
        GuestListing[] files =
        [
            .. GuestListing.Parse(Encoding.UTF8.GetBytes(
                "S 81a4 5 1700000000 root wheel\0a b\0\0S 41ff 0 0 u g\0d\0\0S A1FF 1 0 u g\0l\0a b\0F f 4755 1 1.5 u g\0s\0\0F d 1777 1 -1 u "
                    + "g\0t\0\0junk\0x\0\0")),
        ];

        Assert.Equal(["-rw-r--r--", "drwxrwxrwx", "lrwxrwxrwx", "-rwsr-xr-x", "drwxrwxrwt"], files.Select(file => file.Mode));
        Assert.Equal(
            ("a b", 5, "root", "wheel", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)),
            (files[0].Name, files[0].Size, files[0].Owner, files[0].Group, files[0].Modified));
        Assert.Equal("a b", files[2].Link);
    }

    // A name is bytes; a shell can write any.
    [Fact]
    public void Listing_has_names_that_are_no_text()
    {
        byte[] name = [(byte)'c', (byte)'a', (byte)'f', 0xE9, (byte)'\'', (byte)'\n'];
        GuestListing[] files = [.. GuestListing.Parse((byte[])[.. "F f 644 1 1.5 u g\0"u8, .. name, .. "\0\0F f 644 1 1.5 u g\0caf\u00e9\0\0"u8])];

        Assert.Equal(["$'caf\\xe9\\'\\x0a'", "café"], files.Select(file => file.Name));
        Assert.Equal(name, files[0].RawName!.Value.ToArray());
        Assert.Null(files[1].RawName);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Names_that_are_no_text_are_listed(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name);
        await HostProgram.RunAsync("/bin/sh", "-c", "mkdir \"$0/odd\" && : >\"$0/odd/$(printf 'a\\351')\"", agent.Folder);

        ToolRun plain = await ToolRun.StartAsync("ls", $"{agent.Address}:{agent.Folder}/odd");
        ToolRun json = await ToolRun.StartAsync("ls", "--json", $"{agent.Address}:{agent.Folder}/odd");

        // The framework cannot remove it.
        await HostProgram.RunAsync("rm", "-r", $"{agent.Folder}/odd");
        Assert.Equal((0, "$'a\\xe9'\n", ""), (plain.ExitCode, plain.Output, plain.Error));
        Assert.Contains("\"name-base64\": \"Yek=\"", json.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Verbs_that_need_programs_say_so(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name, "guest-exec");

        foreach (string[] words in (string[][])[["ls"], ["mkdir"], ["rm"], ["chmod", "0600"]])
        {
            ToolRun run = await ToolRun.StartAsync([.. words, $"{agent.Address}:{agent.Folder}/x"]);
            Assert.Equal(1, run.ExitCode);
            Assert.Matches("^qga: .*guest-exec has been disabled.*blocks it", run.Error);
        }
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Edited_file_is_written_back_if_it_was_changed(string name)
    {
        await using RunningAgent agent = await RunningAgent.StartAsync(name, "guest-exec");
        string file = $"{agent.Folder}/conf";
        await File.WriteAllTextAsync(file, "a", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.Equal((0, $"qga: {file} was not changed\n"), await EditAsync(agent, file, "test"));
        Assert.Equal((0, ""), await EditAsync(agent, file, "printf b >>"));
        Assert.Equal("ab", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal((0, ""), await EditAsync(agent, $"{file}.new", "printf new >>"));
        Assert.Equal("new", await File.ReadAllTextAsync($"{file}.new", TestContext.Current.CancellationToken));

        (int exitCode, string error) = await EditAsync(agent, file, $"printf other >{file}; printf c >>");
        Assert.Equal(1, exitCode);
        Assert.Contains("was changed by somebody else while it was edited, and is not written", error, StringComparison.Ordinal);
        Assert.Equal("other", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        string kept = error.Split("what was edited is in ")[1].Split('\n')[0];
        Assert.Equal("abc", await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken));
        Directory.Delete(Path.GetDirectoryName(kept)!, recursive: true);

        (exitCode, error) = await EditAsync(agent, file, "false");
        Assert.Equal(1, exitCode);
        Assert.Contains("the editor failed with 1", error, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output, string Error) Parts(ToolRun run) => (run.ExitCode, run.Output, run.Error);

    private static async Task<(int ExitCode, string Error)> EditAsync(RunningAgent agent, string file, string editor)
    {
        using Process tool = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "qga"), ["edit", $"{agent.Address}:{file}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["VISUAL"] = editor },
        })!;
        string error = await tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (tool.ExitCode, error);
    }
}
