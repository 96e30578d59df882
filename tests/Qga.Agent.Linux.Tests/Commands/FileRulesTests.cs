using System.Buffers;
using System.Text;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Writing;
using Qga.Agent.Generated;
using Qga.Agent.Linux.Commands.File;
using Qga.Agent.Linux.State;
using Qga.Agent.Policy;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Tests.Commands;

/// <summary>guest-file-open where the policy has rules about paths.</summary>
public sealed class FileRulesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qga-").FullName;

    public FileRulesTests()
    {
        Directory.CreateDirectory($"{_folder}/open");
        Directory.CreateDirectory($"{_folder}/shut");
        File.WriteAllText($"{_folder}/open/file", "open");
        File.WriteAllText($"{_folder}/open/private", "private");
        File.WriteAllText($"{_folder}/shut/file", "secret");
    }

    [Theory]
    [InlineData("open/file", "r", null)]
    [InlineData("open/../open/file", "r", null)]
    [InlineData("open/file", "w", "not permitted by 'write' in [policy]")]
    [InlineData("open/file", "r+", "not permitted by 'write' in [policy]")]
    [InlineData("open/private", "r", "refused by '!@/open/private' of 'read' in [policy]")]
    [InlineData("shut/file", "r", "not permitted by 'read' in [policy]")]
    [InlineData("shut/none", "r", "not permitted by 'read' in [policy]")]
    [InlineData("none/none", "r", "not permitted by 'read' in [policy]")]
    [InlineData("open/../shut/file", "r", "not permitted by 'read' in [policy]")]
    [InlineData("open/none", "r", "No such file or directory")]
    [InlineData("open/none", "w", "not permitted by 'write' in [policy]")]
    public void The_file_is_judged_and_the_rule_is_named(string path, string mode, string? reason)
    {
        CommandResult<long> result = Open(Commands(read: "@/open/**,!@/open/private", write: "@/out/*"), path, mode);
        string? expected = reason?.Replace("@", _folder, StringComparison.Ordinal);

        Assert.Equal(
            expected is null ? null : QapiError.Generic($"failed to open file '{_folder}/{path}' (mode: '{mode}'): {expected}"),
            result.Error);
    }

    [Fact]
    public void A_link_counts_as_what_it_leads_to()
    {
        File.CreateSymbolicLink($"{_folder}/open/out", "../shut/file");
        File.CreateSymbolicLink($"{_folder}/shut/in", "../open/file");
        FileCommands commands = Commands(read: "@/open/**", write: null);

        Assert.EndsWith("not permitted by 'read' in [policy]", Open(commands, "open/out", "r").Error?.Description, StringComparison.Ordinal);
        Assert.Equal("open", Read(commands, Open(commands, "shut/in", "r").Value));
    }

    [Theory]
    [InlineData("w")]
    [InlineData("a")]
    [InlineData("w+")]
    [InlineData("a+")]
    public void A_file_that_is_refused_is_neither_made_nor_cut(string mode)
    {
        FileCommands commands = Commands(read: null, write: "@/open/*");
        File.CreateSymbolicLink($"{_folder}/open/link", "../shut/file");
        File.CreateSymbolicLink($"{_folder}/open/dangling", "../shut/new");
        File.CreateSymbolicLink($"{_folder}/open/folder", "../shut");

        Assert.NotNull(Open(commands, "shut/new", mode).Error);
        Assert.NotNull(Open(commands, "open/folder/new", mode).Error);
        Assert.NotNull(Open(commands, "open/dangling", mode).Error);
        Assert.NotNull(Open(commands, "shut/file", mode).Error);
        Assert.NotNull(Open(commands, "open/link", mode).Error);
        Assert.NotNull(Open(commands, "shut/file\0", mode).Error);
        Assert.Equal(["file"], Directory.EnumerateFiles($"{_folder}/shut").Select(Path.GetFileName));
        Assert.Equal("secret", File.ReadAllText($"{_folder}/shut/file"));
    }

    [Fact]
    public void A_null_character_cuts_no_path_short_behind_the_judgement()
    {
        FileCommands commands = Commands(read: null, write: "@/open/*,!@/open/private");

        Assert.EndsWith("Invalid argument", Open(commands, "open/private\0x", "w").Error?.Description, StringComparison.Ordinal);
        Assert.Equal("private", File.ReadAllText($"{_folder}/open/private"));
    }

    [Theory]
    [InlineData("w")]
    [InlineData("a+")]
    public void A_file_that_is_permitted_is_made_or_changed(string mode)
    {
        FileCommands commands = Commands(read: null, write: "@/open/*");

        Assert.Null(Open(commands, "open/new", mode).Error);
        Assert.True(File.Exists($"{_folder}/open/new"));
        Assert.Null(Open(commands, "open/file", mode).Error);
        Assert.Equal(mode == "w" ? "" : "open", File.ReadAllText($"{_folder}/open/file"));
    }

    [Fact]
    public void The_agents_own_descriptors_are_judged_by_what_they_are()
    {
        FileCommands everything = Commands(read: null, write: null);
        Open(everything, "shut/file", "r");
        string descriptor = Directory.EnumerateFileSystemEntries("/proc/self/fd")
            .First(path => Libc.ReadLink(path, out string target).IsSuccess && target == $"{_folder}/shut/file");

        FileCommands some = Commands(read: "@/open/**,/proc/**", write: null);
        Assert.EndsWith(
            "not permitted by 'read' in [policy]", some.GuestFileOpen(new() { Path = descriptor }).Error?.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mode_that_the_presets_leave_out_is_refused()
    {
        FileCommands commands = Commands(new("[policy]") { Presets = Presets.FileWrite });

        Assert.EndsWith("guest-file-read has been disabled", Open(commands, "open/file", "r").Error?.Description, StringComparison.Ordinal);
        Assert.EndsWith("guest-file-read has been disabled", Open(commands, "open/file", "a+").Error?.Description, StringComparison.Ordinal);
        Assert.Null(Open(commands, "open/file", "w").Error);
    }

    [Fact]
    public async Task Nothing_is_won_by_swapping_links_while_a_file_is_opened()
    {
        FileCommands commands = Commands(read: "@/open/**,@/swapped/**", write: null);
        using CancellationTokenSource end = new();
        Task swapping = Task.Run(() => Swap(end.Token), TestContext.Current.CancellationToken);
        int opened = 0;
        int refused = 0;
        try
        {
            for (int i = 0; i < 20_000 || (opened == 0 && i < 200_000); i++)
            {
                CommandResult<long> result = Open(commands, "swapped/file", "r");
                if (result.Error is null)
                {
                    opened++;
                    Assert.Equal("open", Read(commands, result.Value));
                    commands.GuestFileClose(new() { Handle = result.Value });
                }
                else
                {
                    refused++;
                }
            }
        }
        finally
        {
            await end.CancelAsync();
            await swapping;
        }

        Assert.NotEqual(0, opened);
        Assert.NotEqual(0, refused);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // What is opened is now a link to either folder, now the permitted folder itself, judged by the name of the link that takes its place.
    private void Swap(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            foreach (string target in (string[])["open", "shut"])
            {
                File.CreateSymbolicLink($"{_folder}/new", target);
                Assert.Equal(default, Libc.Rename($"{_folder}/new", $"{_folder}/swapped"));
            }

            File.Delete($"{_folder}/swapped");
            Directory.Move($"{_folder}/open", $"{_folder}/swapped");
            Directory.Move($"{_folder}/swapped", $"{_folder}/open");
        }
    }

    private CommandResult<long> Open(FileCommands commands, string path, string mode) =>
        commands.GuestFileOpen(new() { Path = $"{_folder}/{path}", Mode = mode });

    private static string Read(FileCommands commands, long handle)
    {
        ArrayBufferWriter<byte> output = new();
        GuestFileReadReply reply = new(new JsonWriter(output));
        Assert.Null(commands.GuestFileRead(new() { Handle = handle, Count = 100 }, ref reply));
        JsonWriter writer = reply.Writer;
        writer.Flush();
        string json = Encoding.ASCII.GetString(output.WrittenSpan);
        return Encoding.ASCII.GetString(Convert.FromBase64String(json.Split("\"buf-b64\": \"")[1].Split('"')[0]));
    }

    private FileCommands Commands(string? read, string? write) => Commands(new("[policy]")
    {
        Presets = Presets.Full,
        Read = Rule("read", read),
        Write = Rule("write", write),
    });

    private FileCommands Commands(AccessRules rules)
    {
        CommandPolicy policy = new([], [], new(new FreezeMarker(_folder)), rules);
        return new(new HandleCounter(_folder, () => 0), TimeSpan.Zero, new FileRules(rules, policy));
    }

    private PatternRule? Rule(string key, string? patterns) =>
        patterns is null ? null : new(key, "[policy]", patterns.Replace("@", _folder, StringComparison.Ordinal).Split(',').ToList());
}
