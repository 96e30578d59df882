using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Qga.Conformance;

/// <summary><c>--self-test</c> with the real binary: what it finds of the channel, and its exit status.</summary>
public sealed class SelfTestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_channel_that_is_not_there_is_status_2()
    {
        JsonNode report = Report(2, "-p", "/dev/virtio-ports/there.is.none");

        Assert.StartsWith("it is not there: ", Finding(report, "channel", "failure"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_changed_and_the_status_is_that_of_the_worst_finding()
    {
        string socket = _folder.File("ga.sock");
        JsonNode report = Report(null, "-m", "unix-listen", "-p", socket);

        Assert.Equal("the socket can be made", Finding(report, "channel", "ok"));
        Assert.Equal("state can be kept there", Finding(report, "state", "ok"));
        string[] grades = ["ok", "warning", "failure"];
        Assert.Equal((int)report["status"]!, report["findings"]!.AsArray().Max(finding => Array.IndexOf(grades, (string)finding!["status"]!)));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void What_keeps_a_command_from_working_is_status_1()
    {
        JsonNode report = Report(1, "-m", "unix-listen", "-p", _folder.File("ga.sock"), "-F/nowhere/hook");

        Assert.Equal("a freeze fails: No such file or directory", Finding(report, "freeze hook", "warning"));
    }

    [Fact]
    public void A_configuration_that_cannot_be_used_is_status_2()
    {
        File.WriteAllText(_folder.File("ga.conf"), "[general]\nverbose=loud\n");

        JsonNode report = Report(2, "-m", "unix-listen", "-p", _folder.File("ga.sock"), "-c", _folder.File("ga.conf"));

        Assert.EndsWith("which has a value that cannot be interpreted. (line 2)", Finding(report, "configuration", "failure"), StringComparison.Ordinal);
    }

    [Fact]
    public void Beside_an_agent_that_serves_it_names_who_holds_the_device()
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        using Terminal line = new(_folder.File("line"));
        using Process agent = Process.Start(AgentUnderTest.Ours!.Program, ["-m", "isa-serial", "-p", line.Device, "-t", _folder.Path]);
        try
        {
            Assert.True(line.IsServed());

            // The program behind the terminal has it open as well.
            JsonNode report = Report(2, "-m", "isa-serial", "-p", line.Device);

            string number = agent.Id.ToString(CultureInfo.InvariantCulture);
            Assert.Equal("it is there, and may be read and written", Finding(report, "channel", "ok"));
            Assert.Contains(report["findings"]!.AsArray(), finding => (string)finding!["text"]! == $"an agent serves it, process {number}");
            Assert.Matches("^the process [0-9]+ \\((script|sh|sleep)\\) holds it$", Finding(report, "channel", "failure"));
            Assert.Contains(report["findings"]!.AsArray(), finding => ((string)finding!["text"]!).Contains($"/proc/{number}", StringComparison.Ordinal)
                || (string)finding["subject"]! == $"/proc/{number}");
        }
        finally
        {
            agent.Kill();
            agent.WaitForExit();
        }
    }

    [Fact]
    public void People_get_a_line_for_each_finding()
    {
        (int status, string text) = AgentRun.Of("--self-test", "-m", "pigeon", "-t", _folder.Path);

        Assert.Equal(2, status);
        Assert.Matches("(?m)^failure  channel       pigeon +there is no such channel$", text);
        Assert.Matches("(?m)^ok       freeze        limits +given up after 60 s, thawed without being asked after 600 s$", text);
        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.Matches("^(ok     |warning|failure)  [a-zA-Z]", line));
    }

    private JsonNode Report(int? expected, params string[] arguments)
    {
        (int status, string text) = AgentRun.Of(["--self-test=json", "-t", _folder.Path, .. arguments]);
        JsonNode report = JsonNode.Parse(text)!;
        Assert.Equal(status, (int)report["status"]!);
        Assert.Equal(expected ?? status, status);
        return report;
    }

    // The first one.
    private static string Finding(JsonNode report, string area, string status) =>
        (string)report["findings"]!.AsArray().First(finding => (string)finding!["area"]! == area && (string)finding["status"]! == status)!["text"]!;
}
