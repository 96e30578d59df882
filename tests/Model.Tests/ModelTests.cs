using System.Globalization;
using CsCheck;

namespace Qga.Model.Tests;

/// <summary>
/// Random sequences of file commands, programs and handshakes on several connections that come and go, against a model. The same sequences each time, and
/// as many random ones as QGA_MODEL_SEQUENCES asks for; many of them need QGA_TEST_MINUTES.
/// </summary>
public sealed class ModelTests
{
    private const int Sequences = 40;

    // What an agent is given the sequences of.
    private const int Stream = 13;

    [Fact]
    public void Agent_does_what_the_model_does()
    {
        using TemporaryFolder folder = new();
        using RunningAgent agent = Start(folder);
        for (uint sequence = 0; sequence < Sequences; sequence++)
        {
            Steps.Sequence.Sample(steps => Play(agent, steps), seed: new PCG(Stream, sequence).ToString(), iter: 1, threads: 1, print: Print);
        }
    }

    [Fact]
    public void Agent_does_what_the_model_does_in_sequences_that_nobody_has_seen()
    {
        string? wanted = Environment.GetEnvironmentVariable("QGA_MODEL_SEQUENCES");
        Assert.SkipWhen(wanted is null, "QGA_MODEL_SEQUENCES says how many");
        using TemporaryFolder folder = new();
        using RunningAgent agent = Start(folder);
        Steps.Sequence.Sample(steps => Play(agent, steps), iter: long.Parse(wanted!, CultureInfo.InvariantCulture), threads: 1, print: Print);
    }

    private static RunningAgent Start(TemporaryFolder folder)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT names no executable");
        return new(AgentUnderTest.Ours!.Program, folder, ["-b", HarmfulCommands.List]);
    }

    private static void Play(RunningAgent agent, Step[] steps)
    {
        using ModelRun run = new(() => new Peer(agent.Connect()));
        run.Play(steps);
    }

    private static string Print(Step[] steps) => string.Join('\n', steps.AsEnumerable());
}
