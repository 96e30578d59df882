using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Qga.Machines;

namespace Qga.Vm.Tool;

/// <summary>Files between the host and the guest, and files of the guest's.</summary>
[Collection(ToolGuest.Name)]
[SupportedOSPlatform("linux")]
public sealed class FileTests(ToolGuest guest) : IAsyncLifetime
{
    private const long Large = 64 << 20;

    public static TheoryData<string> Agents => ToolGuest.Agents;

    private HostTool Tool => guest.Tool;

    private string Folder => Path.Combine(guest.Folder, "files");

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task A_file_is_copied_both_ways(string agent)
    {
        string original = await MakeAsync("a file", 3_000_001);
        File.SetUnixFileMode(original, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        File.SetLastWriteTimeUtc(original, new(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        JsonNode copied = await AskAsync("cp", "-p", original, $"{agent}:/mnt/xfs/a copy");
        string sum = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(original, TestContext.Current.CancellationToken)));
        Assert.Equal((sum, true), ((string?)copied["sha256"], (bool)copied["renamed"]!));
        Assert.Equal(sum, await guest.Shell.RunAsync("sha256sum < '/mnt/xfs/a copy' | cut -c1-64"));
        Assert.Equal("500 1580702706", await guest.Shell.RunAsync("stat -c '%a %Y' '/mnt/xfs/a copy'"));

        await Tool.RunAsync("cp", "-p", $"{agent}:/mnt/xfs/a copy", $"{Folder}/back");
        Assert.Equal(sum, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync($"{Folder}/back", TestContext.Current.CancellationToken))));
        Assert.Equal(File.GetUnixFileMode(original), File.GetUnixFileMode($"{Folder}/back"));
        Assert.Equal(File.GetLastWriteTimeUtc(original), File.GetLastWriteTimeUtc($"{Folder}/back"));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task A_tree_is_copied_both_ways(string agent)
    {
        Directory.CreateDirectory($"{Folder}/tree/a b/c");
        await MakeAsync("tree/one", 100_000);
        await MakeAsync("tree/a b/two\nlines", 10);
        await MakeAsync("tree/a b/c/empty", 0);
        File.CreateSymbolicLink($"{Folder}/tree/link", "a b/c");
        File.SetLastWriteTimeUtc($"{Folder}/tree/one", new(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await Tool.RunAsync("cp", "-rp", $"{Folder}/tree", $"{agent}:/mnt/xfs/tree");
        Assert.Equal(
            ".\n./a b\n./a b/c\n./a b/c/empty\n./a b/two\nlines\n./link\n./one",
            await guest.Shell.RunAsync("cd /mnt/xfs/tree; find . -print0 | sort -z | tr '\\0' '\\n'"));
        Assert.Equal("a b/c 1609459200", await guest.Shell.RunAsync("echo $(readlink /mnt/xfs/tree/link) $(stat -c %Y /mnt/xfs/tree/one)"));

        await Tool.RunAsync("cp", "-rp", $"{agent}:/mnt/xfs/tree", $"{Folder}/back");
        using Process compare = Process.Start(new ProcessStartInfo("diff", ["-r", "--no-dereference", $"{Folder}/tree", $"{Folder}/back"]))!;
        await compare.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, compare.ExitCode);
        Assert.Equal(File.GetLastWriteTimeUtc($"{Folder}/tree/one"), File.GetLastWriteTimeUtc($"{Folder}/back/one"));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task A_copy_that_was_killed_goes_on_where_it_was(string agent)
    {
        string original = await MakeAsync("large", Large);
        using (ToolProcess copying = Tool.Start(["cp", "--resume", original, $"{agent}:/mnt/xfs/large"]))
        {
            await guest.Shell.WaitUntilAsync("test -n \"$(find /mnt/xfs -name '.qga-*' -size +2M)\"", TimeSpan.FromSeconds(30));
            // The guest takes nothing more until the tool is gone.
            await guest.Machine.Monitor.ExecuteAsync("stop");
            await copying.SignalAsync("KILL");
            await copying.EndAsync();
            await guest.Machine.Monitor.ExecuteAsync("cont");
        }

        // The agent has still to read what the killed one has sent.
        await Tool.RunAsync("wait", agent);
        Assert.Equal("", await guest.Shell.RunAsync("ls /mnt/xfs"));
        JsonNode copied = await AskAsync("cp", "--resume", original, $"{agent}:/mnt/xfs/large");
        Assert.InRange((long)copied["resumed-bytes"]!, 1, Large - 1);
        Assert.Equal((string?)copied["sha256"], await guest.Shell.RunAsync("sha256sum < /mnt/xfs/large | cut -c1-64"));
    }

    [Fact]
    public async Task A_file_goes_from_one_guest_to_another()
    {
        await guest.Shell.RunAsync("head -c 200000 /dev/urandom > /mnt/xfs/from");
        await Tool.RunAsync("cp", "ours:/mnt/xfs/from", "debian:/mnt/xfs/to");
        await guest.Shell.RunAsync("cmp /mnt/xfs/from /mnt/xfs/to");
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Files_are_written_and_read_through_pipes(string agent)
    {
        Assert.Equal("one\ntwo", await Tool.RunAsync(["tee", $"{agent}:/mnt/xfs/text"], "one\ntwo\n"));
        await Tool.RunAsync(["tee", "-a", $"{agent}:/mnt/xfs/text"], "three\n");
        Assert.Equal("one\ntwo\nthree", await guest.Shell.RunAsync("cat /mnt/xfs/text"));
        Assert.Equal("one\ntwo\nthree", await Tool.RunAsync("cat", $"{agent}:/mnt/xfs/text"));
        Assert.Equal("two\nthree", await Tool.RunAsync("tail", "-n", "2", $"{agent}:/mnt/xfs/text"));
        Assert.Equal("one\ntwo\nthree", await Tool.RunAsync("cp", $"{agent}:/mnt/xfs/text", "-"));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Tail_goes_on_with_what_is_added(string agent)
    {
        await guest.Shell.RunAsync("echo first > /mnt/xfs/growing");
        using ToolProcess following = Tool.Start(["tail", "-f", $"{agent}:/mnt/xfs/growing"]);
        await following.UntilWrittenAsync("first\n");
        await guest.Shell.RunAsync("echo second >> /mnt/xfs/growing");
        await following.UntilWrittenAsync("second\n");
        await guest.Shell.RunAsync("mv /mnt/xfs/growing /mnt/xfs/growing.1; echo third > /mnt/xfs/growing");
        await following.UntilWrittenAsync("third\n");
        await following.SignalAsync("INT");
        Assert.Equal(130, (await following.EndAsync()).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Names_and_modes_are_changed(string agent)
    {
        await Tool.RunAsync("mkdir", "-p", $"{agent}:/mnt/xfs/a/b");
        await guest.Shell.RunAsync("echo 12345 > /mnt/xfs/a/b/file; touch '/mnt/xfs/a/b/with space'");
        await Tool.RunAsync("chmod", "0640", $"{agent}:/mnt/xfs/a/b/file");
        await Tool.RunAsync("mv", $"{agent}:/mnt/xfs/a/b/file", $"{agent}:/mnt/xfs/a/b/moved");
        Assert.Equal("640 6", await guest.Shell.RunAsync("stat -c '%a %s' /mnt/xfs/a/b/moved"));
        Assert.Equal("moved\nwith space", await Tool.RunAsync("ls", $"{agent}:/mnt/xfs/a/b"));
        JsonNode moved = (await Tool.AskAsync("ls", "-l", $"{agent}:/mnt/xfs/a/b")).AsArray().Single(entry => (string?)entry!["name"] == "moved")!;
        Assert.Equal(("-rw-r-----", "root", 6), ((string?)moved["mode"], (string?)moved["owner"], (int)moved["size"]!));
        Assert.Equal(1, (await Tool.TryRunAsync("rm", $"{agent}:/mnt/xfs/a")).ExitCode);
        await Tool.RunAsync("rm", "-r", $"{agent}:/mnt/xfs/a");
        await guest.Shell.RunAsync("! test -e /mnt/xfs/a");
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task An_edit_keeps_owner_and_mode(string agent)
    {
        await guest.Shell.RunAsync("echo colour > /mnt/xfs/edited; chmod 604 /mnt/xfs/edited; chown daemon /mnt/xfs/edited");
        using ToolProcess editing = Tool.Start(["edit", $"{agent}:/mnt/xfs/edited"], "", ("VISUAL", "sed -i s/colour/color/"));
        ToolResult result = await editing.EndAsync();
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("color daemon 604", await guest.Shell.RunAsync("echo $(cat /mnt/xfs/edited) $(stat -c '%U %a' /mnt/xfs/edited)"));
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Folder);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        await guest.Shell.RunAsync("find /mnt/xfs -mindepth 1 -delete");
    }

    private async Task<JsonNode> AskAsync(params string[] words) => (await Tool.AskAsync(words)).AsArray().Single()!;

    private async Task<string> MakeAsync(string name, long size)
    {
        string path = Path.Combine(Folder, name);
        await using FileStream file = File.Create(path);
        byte[] piece = new byte[1 << 20];
        Random random = new(name.Length);
        for (long left = size; left > 0; left -= piece.Length)
        {
            random.NextBytes(piece);
            await file.WriteAsync(piece.AsMemory(0, (int)long.Min(left, piece.Length)));
        }

        return path;
    }
}
