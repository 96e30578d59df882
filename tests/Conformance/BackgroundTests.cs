using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Qga.Conformance;

/// <summary>Our agent's way to the background, its pid file and its log, with the real binary.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class BackgroundTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Socket => $"{_folder.Path}/ga.sock";

    private string PidFile => $"{_folder.Path}/ga.pid";

    private string Log => $"{_folder.Path}/ga.log";

    [Fact]
    public void When_the_first_process_ends_the_second_one_serves_and_has_its_pid_file()
    {
        (int status, string complaint) = Run();
        Assert.Equal((0, ""), (status, complaint));
        int pid = int.Parse(File.ReadAllText(PidFile), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PidFile));
        Assert.Equal("{\"return\": {}}", Ask("{\"execute\":\"guest-ping\"}"));
        Assert.Equal("/", Directory.ResolveLinkTarget($"/proc/{pid}/cwd", returnFinalTarget: false)!.FullName);
        Assert.All([0, 1, 2], number => Assert.Equal("/dev/null", File.ResolveLinkTarget($"/proc/{pid}/fd/{number}", returnFinalTarget: false)!.FullName));
        string[] stat = File.ReadAllText($"/proc/{pid}/stat").Split(' ');
        Assert.Equal(stat[0], stat[5]); // a session of its own
        Assert.Equal("qemu-ga", File.ReadAllText($"/proc/{pid}/comm").Trim());
        Assert.Equal("{\"return\": {\"exitcode\": 0, \"exited\": true}}", Execute("/bin/sh", "-c", "test -z \"$QGA_BACKGROUND\""));
        Stop(pid);
        Assert.False(File.Exists(PidFile));
    }

    [Fact]
    public void A_second_agent_is_refused_and_takes_nothing_from_the_first()
    {
        Assert.Equal(0, Run().Status);
        string pid = File.ReadAllText(PidFile);
        (int status, string complaint) = Run("-p", $"{_folder.Path}/other.sock");
        Assert.Equal(1, status);
        Assert.EndsWith("critical: Cannot lock pid file: Resource temporarily unavailable\n", complaint, StringComparison.Ordinal);
        Assert.Equal(pid, File.ReadAllText(PidFile));
        Stop(int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("-f", "/nowhere/ga.pid", "Could not create '/nowhere/ga.pid': No such file or directory")]
    [InlineData("-p", "/nowhere/ga.sock", "error initializing guest agent")]
    [InlineData("-l", "/nowhere/ga.log", "unable to open specified log file: No such file or directory")]
    [InlineData("-t", "/nowhere", "unable to create state file at path /nowhere/qga.state: No such file or directory")]
    [InlineData("-m", "pigeon", "error initializing guest agent")]
    public void What_keeps_the_second_process_from_serving_is_told_by_the_first(string option, string value, string complaint)
    {
        (int status, string said) = Run(option, value);
        Assert.Equal(1, status);
        Assert.Contains(complaint, said, StringComparison.Ordinal);
        Assert.False(File.Exists(PidFile));
    }

    [Fact]
    public void The_log_goes_to_its_file_and_has_no_passwords()
    {
        Assert.Equal(0, Run("-v", "-l", Log).Status);
        Ask("{\"execute\":\"guest-set-user-password\",\"arguments\":{\"username\":\"a:b\",\"password\":\"c2VjcmV0\",\"crypted\":false}}");
        Stop(int.Parse(File.ReadAllText(PidFile), System.Globalization.CultureInfo.InvariantCulture));
        string text = File.ReadAllText(Log);
        Assert.Matches("(?m)^[0-9]+\\.[0-9]{6}: debug: guest-set-user-password$", text);
        Assert.DoesNotContain("c2VjcmV0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Beside_frozen_file_systems_no_file_is_made()
    {
        File.WriteAllText($"{_folder.Path}/qga.state.isfrozen", "");
        Assert.Equal(0, Run("-l", Log).Status);
        Assert.Equal("{\"return\": \"frozen\"}", Ask("{\"execute\":\"guest-fsfreeze-status\"}"));
        Assert.False(File.Exists(PidFile));
        Assert.False(File.Exists(Log));
        Process agent = Process.GetProcesses().Single(process => CommandLine(process.Id).Contains(Socket, StringComparison.Ordinal));
        agent.Kill();
        agent.WaitForExit();
    }

    [Fact]
    public void Standard_descriptors_that_it_is_started_without_go_to_nobody()
    {
        using Process agent = Process.Start("sh", ["-c", "exec \"$0\" -m unix-listen -p \"$1\" -t \"$2\" <&- >&- 2>&-", Ours(), Socket, _folder.Path]);
        Assert.True(Listening.Begins(Socket, TimeSpan.FromSeconds(30)));
        Assert.All([0, 1, 2], number => Assert.Equal("/dev/null", File.ResolveLinkTarget($"/proc/{agent.Id}/fd/{number}", returnFinalTarget: false)!.FullName));
        Stop(agent.Id);
    }

    private (int Status, string Complaint) Run(params string[] more)
    {
        ProcessStartInfo start = new(Ours()) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string word in (string[])["-d", "-m", "unix-listen", "-p", Socket, "-t", _folder.Path, "-f", PidFile, .. more])
        {
            start.ArgumentList.Add(word);
        }

        using Process process = Process.Start(start)!;
        string complaint = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, complaint);
    }

    private static string Ours()
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        return AgentUnderTest.Ours!.Program;
    }

    private string Ask(string request)
    {
        using Peer peer = Peer.Connect(Socket);
        return peer.Ask(request)!;
    }

    private string Execute(string path, params string[] arguments)
    {
        JsonArray words = new([.. arguments.Select(word => JsonValue.Create(word))]);
        JsonObject start = new() { ["execute"] = "guest-exec", ["arguments"] = new JsonObject { ["path"] = path, ["arg"] = words } };
        string started = Ask(start.ToJsonString());
        int pid = (int)JsonNode.Parse(started)!["return"]!["pid"]!;
        string request = $$$"""{"execute":"guest-exec-status","arguments":{"pid":{{{pid}}}}}""";
        string status = "";
        Assert.True(SpinWait.SpinUntil(
            () => !(status = Ask(request)).Contains("false", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30)));
        return status;
    }

    private static void Stop(int pid)
    {
        using Process agent = Process.GetProcessById(pid);
        using Process kill = Process.Start("kill", ["-TERM", $"{pid}"]);
        Assert.True(agent.WaitForExit(30_000));
    }

    private static string CommandLine(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
