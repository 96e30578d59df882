using System.Diagnostics;

namespace Qga.Conformance;

/// <summary>packaging/sysv/qemu-guest-agent with the real binary.</summary>
public sealed class InitScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        if (File.Exists(_folder.File("ga.pid")))
        {
            Run("stop");
        }

        _folder.Dispose();
    }

    [Fact]
    public void The_agent_is_started_once_and_stopped()
    {
        Assert.Equal((3, "qemu-guest-agent does not run\n"), Run("status"));
        Assert.Equal((0, ""), Run("start"));
        Assert.Equal((0, "qemu-guest-agent runs already\n"), Run("start"));
        string number = File.ReadAllText(_folder.File("ga.pid")).Trim();
        Assert.Equal((0, $"qemu-guest-agent runs with the process id {number}\n"), Run("status"));
        using (Peer peer = Peer.Connect(_folder.File("ga.sock")))
        {
            Assert.Equal("{\"return\": {}}", peer.Ask("{\"execute\": \"guest-ping\"}"));
        }

        Assert.Equal((0, ""), Run("restart"));
        Assert.NotEqual(number, File.ReadAllText(_folder.File("ga.pid")).Trim());
        Assert.Equal((0, ""), Run("stop"));
        Assert.Equal((0, ""), Run("stop"));
        Assert.Equal((3, "qemu-guest-agent does not run\n"), Run("status"));
    }

    [Fact]
    public void The_number_of_another_process_is_not_taken_for_the_agents()
    {
        File.WriteAllText(_folder.File("ga.pid"), $"{Environment.ProcessId}\n");

        Assert.Equal((3, "qemu-guest-agent does not run\n"), Run("status"));
        Assert.Equal((0, ""), Run("stop"));
    }

    [Fact]
    public void Another_word_is_refused() => Assert.Equal(2, Run("dance").Status);

    private (int Status, string Output) Run(string word)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        Assert.SkipWhen(File.Exists("/etc/default/qemu-guest-agent"), "the system's own settings would count");
        ProcessStartInfo start = new("sh", [ProjectFolder.PathOf("packaging/sysv/qemu-guest-agent"), word]) { RedirectStandardOutput = true };
        start.Environment["DAEMON"] = AgentUnderTest.Ours!.Program;
        start.Environment["PIDFILE"] = _folder.File("ga.pid");
        start.Environment["DAEMON_ARGS"] = $"-m unix-listen -p {_folder.File("ga.sock")} -t {_folder.Path}";
        using Process script = Process.Start(start)!;
        string output = script.StandardOutput.ReadToEnd();
        script.WaitForExit();
        return (script.ExitCode, output);
    }
}
