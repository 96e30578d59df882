using System.Runtime.Versioning;
using Qga.Support;

namespace Qga.Cli.Tests;

/// <summary>Standard streams that a shell has closed, and the native tool: the runtime of any other takes their numbers before the tool begins.</summary>
[SupportedOSPlatform("linux")]
public sealed class ClosedInputTests
{
    public static TheoryData<string> Agents => RunningAgent.Agents;

    // What hangs is ended by timeout(1), with 124.
    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Agents))]
    public async Task Closed_input_is_an_empty_one(string name)
    {
        string tool = NativeTool();
        await using RunningAgent agent = await RunningAgent.StartAsync(name);

        (int code, string output, string error) = await HostProgram.RunAsync(
            "/bin/sh", "-c", "timeout 20 \"$0\" exec \"$1\" cat - /etc/hostname <&-", tool, agent.Address);

        Assert.Equal((0, await File.ReadAllTextAsync("/etc/hostname", TestContext.Current.CancellationToken), ""), (code, output, error));
    }

    [Fact]
    public async Task Closed_output_is_a_failure_and_not_another_file()
    {
        (int code, string output, string error) = await HostProgram.RunAsync(
            "/bin/sh", "-c", "timeout 20 \"$0\" schema guest-ping >&-", NativeTool());

        Assert.Equal((1, ""), (code, output));
        Assert.Equal("qga: cannot write to standard output: Bad file descriptor\n", error);
    }

    private static string NativeTool()
    {
        string tool = Environment.GetEnvironmentVariable("QGA_TOOL") ?? ProjectFolder.PathOf("artifacts/bin/qga");
        Assert.SkipUnless(File.Exists(tool), $"{tool}: ./build makes it");
        return tool;
    }
}
