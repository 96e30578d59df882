using System.Diagnostics;

namespace Qga.Conformance;

/// <summary>Our agent under a policy, from the configuration file to the replies.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class PolicyTests : IDisposable
{
    // What KubeVirt asks for in guest-info before it calls an agent supported.
    private static readonly string[] s_neededByKubeVirt =
    [
        "guest-ping", "guest-get-time", "guest-info", "guest-shutdown", "guest-network-get-interfaces", "guest-get-fsinfo", "guest-get-host-name",
        "guest-get-users", "guest-get-timezone", "guest-get-osinfo",
    ];

    private readonly TemporaryFolder _folder = new();

    public PolicyTests() => Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");

    [Fact]
    public void Audit_and_power_are_enough_for_KubeVirt()
    {
        using RunningAgent agent = Start("presets=audit,power\n");
        using Peer peer = new(agent.Connect());
        string info = peer.Ask("""{"execute": "guest-info"}""")!;

        Assert.All(s_neededByKubeVirt, name => Assert.Contains($$"""{"enabled": true, "name": "{{name}}",""", info, StringComparison.Ordinal));
        Assert.Contains("""{"enabled": false, "name": "guest-exec",""", info, StringComparison.Ordinal);
        Assert.Equal(
            """{"error": {"class": "CommandNotFound", "desc": "Command guest-exec has been disabled: """
            + """it is neither in the presets of [policy] (audit, power) nor in 'allow'"}}""",
            peer.Ask("""{"execute": "guest-exec", "arguments": {"path": "/bin/true"}}"""));
    }

    [Fact]
    public void Files_programs_and_users_are_those_of_the_rules()
    {
        string program = Script(_folder.File("program"), "#!/bin/sh\nprintf '%s' \"$0\"\n");
        File.WriteAllText(_folder.File("open"), "open");
        File.WriteAllText(_folder.File("shut"), "shut");
        using RunningAgent agent = Start(
            $"presets=full\nread={_folder.Path}/open\nwrite=\nexecute={program}\nusers=nobody-has-this-name\n");
        using Peer peer = new(agent.Connect());

        Assert.Equal("""{"return": 1000}""", peer.Ask(Open("open", "r")));
        Assert.Equal(
            """{"return": {"buf-b64": "b3Blbg==", "count": 4, "eof": true}}""", peer.Ask("""{"execute": "guest-file-read", "arguments": {"handle": 1000}}"""));
        Assert.Equal(Refused($"failed to open file '{_folder.Path}/shut' (mode: 'r'): not permitted by 'read' in [policy]"), peer.Ask(Open("shut", "r")));
        Assert.Equal(Refused($"failed to open file '{_folder.Path}/new' (mode: 'w'): not permitted by 'write' in [policy]"), peer.Ask(Open("new", "w")));
        Assert.False(File.Exists(_folder.File("new")));
        Assert.Equal(
            Refused("Failed to execute child process \\u201C/bin/sh\\u201D (not permitted by 'execute' in [policy])"),
            peer.Ask("""{"execute": "guest-exec", "arguments": {"path": "/bin/sh"}}"""));
        Assert.StartsWith(
            """{"return": {"pid": """,
            peer.Ask($$$"""{"execute": "guest-exec", "arguments": {"path": "{{{program}}}", "capture-output": true}}"""),
            StringComparison.Ordinal);
        Assert.Equal(
            Refused("user 'root' is not permitted by 'users' in [policy]"),
            peer.Ask("""{"execute": "guest-ssh-get-authorized-keys", "arguments": {"username": "root"}}"""));
        Assert.Equal(
            Refused("failed to lookup user 'nobody-has-this-name': there is no such user"),
            peer.Ask("""{"execute": "guest-ssh-get-authorized-keys", "arguments": {"username": "nobody-has-this-name"}}"""));
    }

    [Fact]
    public void Rules_differ_by_channel_and_user()
    {
        uint user = uint.Parse(
            File.ReadLines("/proc/self/status").Single(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[2],
            System.Globalization.CultureInfo.InvariantCulture);
        string others = "presets=full\n[policy:virtio-serial]\npresets=full\n[policy:unix-listen]\npresets=full\n";
        using RunningAgent agent = Start($"{others}[policy:unix-listen:uid={user + 1}]\npresets=full\n[policy:unix-listen:uid={user}]\npresets=audit\n");
        using (Peer peer = new(agent.Connect()))
        {
            Assert.Contains($"presets of [policy:unix-listen:uid={user}] (audit)", peer.Ask("""{"execute": "guest-fstrim"}"""), StringComparison.Ordinal);
        }

        Configure("presets=full\n[policy:unix-listen]\npresets=power\n");
        agent.Restart(["-c", _folder.File("conf")]);
        using Peer next = new(agent.Connect());
        Assert.Contains("presets of [policy:unix-listen] (power)", next.Ask("""{"execute": "guest-fstrim"}"""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_without_a_policy_gets_the_originals_text()
    {
        using RunningAgent agent = new(AgentUnderTest.Ours!.Program, _folder, ["-b", "guest-exec"]);
        using Peer peer = new(agent.Connect());

        Assert.Equal(
            """{"error": {"class": "CommandNotFound", "desc": "Command guest-exec has been disabled: the command is not allowed"}}""",
            peer.Ask("""{"execute": "guest-exec"}"""));
    }

    [Theory]
    [InlineData("666")]
    [InlineData("602")]
    public void A_configuration_that_others_can_write_to_is_refused(string mode)
    {
        Configure("presets=full\n");
        File.SetUnixFileMode(_folder.File("conf"), (UnixFileMode)Convert.ToInt32(mode, 8));

        Assert.Equal(
            (1, "", $": error loading configuration from path: {_folder.File("conf")}, others than root and the agent's own user can write to it\n"),
            Run("-D", "-c", _folder.File("conf")));
    }

    [Fact]
    public void A_mistake_in_the_policy_ends_the_start_with_file_and_line()
    {
        Configure("presets=full\nreed=/etc\n");

        Assert.Equal(
            (1, "", $": error loading configuration from path: {_folder.File("conf")}, [policy] has no key 'reed' (line 3)\n"),
            Run("-c", _folder.File("conf")));
    }

    [Fact]
    public void The_policy_is_explained()
    {
        Configure("presets=file-read\nread=/etc/**\n");
        (int code, string output, string errors) = Run("-c", _folder.File("conf"), "--explain-policy");
        Assert.Equal((0, ""), (code, errors));
        Assert.StartsWith("[policy], virtio-serial\n  presets=file-read\n  read=/etc/**\n  guest-sync-delimited ", output, StringComparison.Ordinal);

        Assert.Equal(
            (1, "[policy]: guest-file-open of '/root' is refused (GenericError): not permitted by 'read' in [policy]\n", ""),
            Run("-c", _folder.File("conf"), "--explain-policy", """{"execute": "guest-file-open", "arguments": {"path": "/root"}}"""));
        Assert.Equal(
            (0, "[policy]: guest-ping is permitted\n[policy]: guest-file-read is permitted\n", ""),
            Run("-c", _folder.File("conf"), "--explain-policy=guest-ping", "--", "guest-file-read"));
    }

    public void Dispose() => _folder.Dispose();

    private static string Refused(string text) => $$$"""{"error": {"class": "GenericError", "desc": "{{{text}}}"}}""";

    private static string Script(string path, string text)
    {
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return path;
    }

    private string Open(string name, string mode) =>
        $$$"""{"execute": "guest-file-open", "arguments": {"path": "{{{_folder.File(name)}}}", "mode": "{{{mode}}}"}}""";

    private RunningAgent Start(string policy)
    {
        Configure(policy);
        return new(AgentUnderTest.Ours!.Program, _folder, ["-c", _folder.File("conf")]);
    }

    private void Configure(string policy)
    {
        File.WriteAllText(_folder.File("conf"), $"[policy]\n{policy}");
        File.SetUnixFileMode(_folder.File("conf"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    // What is complained about begins with the program's name, which is cut off.
    private static (int Code, string Output, string Errors) Run(params string[] options)
    {
        ProcessStartInfo start = new(AgentUnderTest.Ours!.Program, options) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        string text = errors.Result;
        return (process.ExitCode, output, text.StartsWith(start.FileName, StringComparison.Ordinal) ? text[start.FileName.Length..] : text);
    }
}
