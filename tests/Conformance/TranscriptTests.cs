using Xunit.Sdk;

namespace Qga.Conformance;

/// <summary>Every transcript, with our agent and with QEMU's.</summary>
public static class TranscriptTests
{
    // A loaded machine may be slow; who waits this long has met a fault.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    // What QEMU's agent must fail it fails by silence now and then.
    private static readonly TimeSpan LimitOfFailure = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Transcripts =>
        new(Directory.EnumerateFiles(Folder, "*.transcript").Select(file => Path.GetFileNameWithoutExtension(file)).Order());

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Transcripts");

    [Theory]
    [MemberData(nameof(Transcripts))]
    public static void Ours(string transcript)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT names no executable");
        using var run = new TranscriptRun(AgentUnderTest.Ours!, Load(transcript), Limit);
        run.Play();
    }

    [Theory]
    [MemberData(nameof(Transcripts))]
    public static void Reference(string transcript)
    {
        Assert.SkipWhen(AgentUnderTest.Reference is null, "QEMU's agent is not installed");
        Transcript loaded = Load(transcript);
        using var run = new TranscriptRun(AgentUnderTest.Reference!, loaded, loaded.OnlyOurs is null ? Limit : LimitOfFailure);
        if (loaded.OnlyOurs is null)
        {
            run.Play();
            return;
        }

        Assert.True(Record.Exception(run.Play) is XunitException, $"QEMU's agent passes as well, so this is no longer true: {loaded.OnlyOurs}");
    }

    private static Transcript Load(string name) => TranscriptReader.Read(name, File.ReadAllText(Path.Combine(Folder, $"{name}.transcript")));
}
