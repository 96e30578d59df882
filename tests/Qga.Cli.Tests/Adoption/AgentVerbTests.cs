using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;

namespace Qga.Cli.Tests.Adoption;

/// <summary><c>qga agent</c>, against QEMU's agent and against what a made-up guest says.</summary>
[SupportedOSPlatform("linux")]
public sealed class AgentVerbTests
{
    private const string Enabled = """{"name": "NAME", "enabled": true, "success-response": true}""";

    private static readonly string[] s_needed =
        ["guest-exec", "guest-exec-status", "guest-file-open", "guest-file-write", "guest-file-flush", "guest-file-close"];

    [Fact]
    public async Task Takes_the_place_of_QEMUs_agent_and_gives_it_back()
    {
        string ours = Environment.GetEnvironmentVariable("QGA_AGENT") ?? "";
        Assert.SkipUnless(File.Exists(ours), "QGA_AGENT names no executable");
        await using AdoptableAgent agent = await AdoptableAgent.StartAsync();
        byte[] original = await File.ReadAllBytesAsync(agent.Program, TestContext.Current.CancellationToken);

        ToolRun refused = await ToolRun.StartAsync("agent", "upgrade", "--from", ours, agent.Address);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("which 'qga agent install' replaces", refused.Error, StringComparison.Ordinal);

        ToolRun install = await ToolRun.StartAsync("agent", "install", "--from", ours, agent.Address);
        Assert.True(install.ExitCode == 0, install.Error);
        Assert.Matches(@"^\S+ runs in the place of 7\.\d+\.\d+ \(.*\); 'qga agent rollback' goes back\n$", install.Output);
        Assert.Equal(File.ReadAllBytes(ours), File.ReadAllBytes(agent.Program));
        JsonElement status = await AnswerAsync("agent", "status", "--json", agent.Address);
        Assert.Equal(("qga", "qga agent", "original"), (TextOf(status, "agent"), TextOf(status, "from"), TextOf(status, "previous")));
        Assert.Empty(status.GetProperty("blocked").EnumerateArray());

        ToolRun again = await ToolRun.StartAsync("agent", "upgrade", "--from", ours, agent.Address);
        Assert.Equal(0, again.ExitCode);
        Assert.EndsWith(" runs already\n", again.Output, StringComparison.Ordinal);

        ToolRun back = await ToolRun.StartAsync("agent", "rollback", "--original", agent.Address);
        Assert.True(back.ExitCode == 0, back.Error);
        Assert.Equal(original, File.ReadAllBytes(agent.Program));
        status = await AnswerAsync("agent", "status", "--json", agent.Address);
        Assert.Equal("qemu", TextOf(status, "agent"));
    }

    [Fact]
    public async Task An_agent_that_does_not_answer_is_taken_back()
    {
        await using AdoptableAgent agent = await AdoptableAgent.StartAsync();
        byte[] original = await File.ReadAllBytesAsync(agent.Program, TestContext.Current.CancellationToken);

        // It has a version, and ends as soon as it is to serve.
        ToolRun run = await ToolRun.StartAsync("agent", "install", "--from", "/bin/true", "--rollback-after", "5", agent.Address);

        Assert.Equal((1, "qga: the old agent runs again: nobody has heard from the new agent within 5 s\n"), (run.ExitCode, run.Error));
        Assert.Equal(original, File.ReadAllBytes(agent.Program));
        Assert.Equal(0, (await ToolRun.StartAsync("call", agent.Address, "guest-ping")).ExitCode);
    }

    [Fact]
    public async Task A_dry_run_says_what_it_would_do()
    {
        await using AdoptableAgent agent = await AdoptableAgent.StartAsync();

        ToolRun run = await ToolRun.StartAsync("agent", "install", "-n", "--from", "/bin/true", agent.Address);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches($@"^would put /bin/true in the place of 7\.\d+\.\d+ \(.*\) \({agent.Program}, no systemd\)\n$", run.Output);
        Assert.False(Directory.Exists(Path.Combine(agent.Root, "usr/local/lib/qga-agent")));
    }

    [Fact]
    public async Task What_the_guest_blocks_is_named_with_what_opens_it()
    {
        await using AdoptableAgent agent = await AdoptableAgent.StartAsync(",guest-exec,guest-file-write");

        ToolRun run = await ToolRun.StartAsync("agent", "install", "--json", "--from", "/bin/true", agent.Address);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(
            "qga: the guest blocks guest-exec, guest-file-write; its administrator opens them (block-rpcs or ", run.Error, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal("blocked", document.RootElement[0].GetProperty("error").GetProperty("kind").GetString());
        JsonElement status = await AnswerAsync("agent", "status", "--json", agent.Address);
        Assert.Equal(["guest-exec", "guest-file-write"], status.GetProperty("blocked").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(JsonValueKind.Null, status.GetProperty("program").ValueKind);
    }

    [Theory]
    [InlineData("machine aarch64", "/bin/true is for ")]
    [InlineData("free 100", "/usr/local/lib/qga-agent in the guest has 100 KiB free, and ")]
    [InlineData("trial t", "another switch is under way in the guest")]
    [InlineData("missing sha256sum", "the guest has no sha256sum, which a switch needs")]
    public async Task What_does_not_fit_is_refused_before_anything_is_sent(string fact, string expected)
    {
        await using PlayedAgent agent = Play(fact);

        ToolRun run = await ToolRun.StartAsync("agent", "install", "--from", "/bin/true", agent.Address);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"qga: {expected}", run.Error, StringComparison.Ordinal);
        Assert.Single(agent.Calls, call => call.StartsWith("guest-exec {", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_another_agent_there_is_nothing_to_go_back_to()
    {
        await using PlayedAgent agent = Play("service -");

        Assert.Equal(
            (1, "qga: there is nothing to go back to: no other agent has run here\n"), await RunAsync("agent", "rollback", agent.Address));
        ToolRun original = await ToolRun.StartAsync("agent", "rollback", "--original", agent.Address);
        Assert.Equal((0, "10.2.2 (no package) runs already\n"), (original.ExitCode, original.Output));
    }

    [Fact]
    public async Task Files_that_are_no_agents_are_refused_before_a_guest_is_asked()
    {
        using TemporaryPlace place = new();
        string text = place.Write("notes", "an agent\n");
        string archive = Path.Combine(place.Path, "agent.tar.gz");
        await PackAsync(archive, "notes", text);

        Assert.Equal((1, $"qga: {text} is neither an agent for Linux nor a package (.deb, .rpm, .tar.gz) of one\n"), await InstallAsync(text));
        Assert.Equal((1, $"qga: {place.Path}/none: there is no such file on this host\n"), await InstallAsync($"{place.Path}/none"));
        Assert.Equal((1, $"qga: {archive} has no file qemu-ga in it\n"), await InstallAsync(archive));
        Assert.Equal((2, "qga: --rollback-after takes a number of seconds, 5 to 3600\n"), await RunAsync(
            "agent", "install", "--rollback-after", "1", "--from", "/bin/true", "/nowhere"));
    }

    [Fact]
    public async Task A_guest_gets_the_file_for_its_machine_also_out_of_an_archive()
    {
        using TemporaryPlace place = new();
        byte[] header = new byte[64];
        "\u007FELF"u8.CopyTo(header);
        (header[4], header[5], header[18]) = (2, 1, 183);
        string other = Path.Combine(place.Path, "other");
        await File.WriteAllBytesAsync(other, header, TestContext.Current.CancellationToken);
        string archive = Path.Combine(place.Path, "agent.tar.gz");
        await PackAsync(archive, "agent-1/bin/qemu-ga", other);
        await using PlayedAgent agent = Play("machine aarch64");

        ToolRun run = await ToolRun.StartAsync("agent", "install", "-n", "--from", "/bin/true", "--from", archive, agent.Address);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.StartsWith("would put /", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("/bin/true", run.Output, StringComparison.Ordinal);
    }

    private static PlayedAgent Play(string fact)
    {
        string machine = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture switch
        {
            System.Runtime.InteropServices.Architecture.Arm64 => "aarch64",
            _ => "x86_64",
        };
        string facts = $"""
            program /usr/sbin/qemu-ga
            sum 00
            way file
            machine {machine}
            folder /usr/local/lib/qga-agent
            free 99999
            current original
            {fact}

            """;
        string commands = string.Join(", ", s_needed.Select(name => Enabled.Replace("NAME", name, StringComparison.Ordinal)));
        return new PlayedAgent()
            .On("guest-info", $$"""{"version": "10.2.2", "supported_commands": [{{commands}}]}""")
            .On("guest-exec", """{"pid": 7}""")
            .On("guest-exec-status", $$"""
                {"exited": true, "exitcode": 0, "out-data": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes(facts))}}"}
                """);
    }

    private static async Task PackAsync(string archive, string name, string path)
    {
        await using FileStream file = File.Create(archive);
        await using GZipStream content = new(file, CompressionLevel.Fastest);
        await using TarWriter writer = new(content);
        await writer.WriteEntryAsync(path, name, TestContext.Current.CancellationToken);
    }

    private static Task<(int ExitCode, string Error)> InstallAsync(string from) => RunAsync("agent", "install", "--from", from, "/nowhere");

    private static async Task<(int ExitCode, string Error)> RunAsync(params string[] words)
    {
        ToolRun run = await ToolRun.StartAsync(words);
        Assert.Equal("", run.Output);
        return (run.ExitCode, run.Error);
    }

    private static async Task<JsonElement> AnswerAsync(params string[] words)
    {
        ToolRun run = await ToolRun.StartAsync(words);
        Assert.True(run.ExitCode == 0, run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        return document.RootElement[0].GetProperty("answer").Clone();
    }

    private static string? TextOf(JsonElement answer, string name) => answer.GetProperty(name).GetString();
}
