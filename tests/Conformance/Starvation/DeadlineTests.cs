using System.Diagnostics;

namespace Qga.Conformance.Starvation;

/// <summary>The time that a command may take is the administrator's to set.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class DeadlineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_command_is_given_up_when_the_time_in_the_configuration_is_over()
    {
        string configuration = _folder.File("conf");
        File.WriteAllText(configuration, "[general]\ncommand-timeout=1\n");
        using PreparedAgent agent = new(new HangingHelper(_folder).Preparation(), _folder, "-c", configuration);
        Assert.True(agent.Serves(), agent.Errors);
        long start = Stopwatch.GetTimestamp();
        string? reply = agent.Ask(HangingHelper.Command, HangingHelper.Arguments);
        Assert.Contains($"{HangingHelper.Command} has not ended within 1 s", reply, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.9, 10);
        agent.AssertServesAndStops();
    }
}
