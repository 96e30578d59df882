namespace Qga.Differential;

/// <summary>Our agent and QEMU's answer alike, but for what <c>explained.txt</c> explains.</summary>
public sealed class DifferentialTests(ComparedRun run, ITestOutputHelper output) : IClassFixture<ComparedRun>
{
    private const int Shown = 20;

    private static IReadOnlyList<Explanation> Explanations =>
        [.. Explanation.ReadAll(File.ReadAllText(List)).Where(it => it.Agents?.Matches(AgentUnderTest.Reference!) ?? true)];

    private static string List => Path.Combine(AppContext.BaseDirectory, "explained.txt");

    [Fact]
    public void Every_difference_is_explained()
    {
        SkipWithoutAgents();
        output.WriteLine($"{run.Count} requests, {run.Differences.Count} differences");
        IReadOnlyList<Explanation> explanations = Explanations;
        Report(run.Differences.Where(difference => !explanations.Any(it => it.Explains(difference))).Select(difference => difference.ToString()));
        Assert.InRange(run.Count, 2000, int.MaxValue);
    }

    [Fact]
    public void Every_explanation_is_needed()
    {
        SkipWithoutAgents();
        IEnumerable<Explanation> idle = Explanations.Where(it => it.MustMatch && !run.Differences.Any(it.Explains));
        Report(idle.Select(it => $"explained.txt:{it.Line}: nothing is like this: {it.Reason}"));
    }

    [Fact]
    public void What_does_not_fit_the_schema_is_refused()
    {
        SkipWithoutAgents();
        Report(run.Accepted);
    }

    [Fact]
    public void Replies_fit_the_schema()
    {
        SkipWithoutAgents();
        Report(run.Faults);
    }

    private static void SkipWithoutAgents()
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT names no executable");
        Assert.SkipWhen(AgentUnderTest.Reference is null, "QEMU's agent is not installed");
    }

    private static void Report(IEnumerable<string> problems)
    {
        string[] all = [.. problems];
        Assert.True(all.Length == 0, $"{all.Length}, the first of them:\n{string.Join('\n', all.Take(Shown))}");
    }
}
