using System.Net.Sockets;
using Qga.Conformance.InProcess;
using Xunit.Sdk;

namespace Qga.Conformance;

/// <summary>Every transcript, with our agent and with QEMU's; those that need no system with our sessions in this process, too.</summary>
public static class TranscriptTests
{
    // A loaded machine may be slow; who waits this long has met a fault.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    // An agent that must fail does so by silence now and then.
    private static readonly TimeSpan s_limitOfFailure = TimeSpan.FromSeconds(1);

    public static TheoryData<string> Transcripts => new(Names);

    public static TheoryData<string> WithoutSystem => new(Names.Where(name => !SystemNeed.Of(name, Text(name))));

    private static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*.transcript").Select(file => Path.GetFileNameWithoutExtension(file)).Order();

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Transcripts");

    // Of another architecture, under qemu-user: its statx(2) gives no mount's number, and the memory that a vfork(2) shares, by which an error of
    // execve(2) comes back, is not shared.
    private static bool IsEmulated => Environment.GetEnvironmentVariable("QGA_EMULATED") is not null;

    [Theory]
    [MemberData(nameof(Transcripts))]
    public static void Ours(string transcript)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT names no executable");
        Assert.SkipWhen(IsEmulated && transcript is ("exec" or "filesystems"), "the emulator does not do all of it");
        Play(AgentUnderTest.Ours!, Load(transcript));
    }

    [Theory]
    [MemberData(nameof(Transcripts))]
    public static void Reference(string transcript)
    {
        Assert.SkipWhen(AgentUnderTest.Reference is null, "QEMU's agent is not installed");
        Play(AgentUnderTest.Reference!, Load(transcript));
    }

    [Theory]
    [MemberData(nameof(WithoutSystem))]
    public static void In_process(string transcript)
    {
        Transcript read = Load(transcript);
        using var run = new TranscriptRun(InProcessAgent.Identity, read, TimeSpan.Zero, _ => new InProcessAgent(read.Options));
        run.Play();
    }

    private static void Play(AgentUnderTest agent, Transcript transcript)
    {
        Mark? exception = transcript.Exception is { } mark && mark.Agents.Matches(agent) ? mark : null;
        using var run = new TranscriptRun(agent, transcript, exception is null ? s_limit : s_limitOfFailure);
        if (exception is null)
        {
            run.Play();
            return;
        }

        // An option that the agent does not know ends it before anybody can connect.
        Assert.True(
            Record.Exception(run.Play) is XunitException or SocketException, $"the agent passes, so this is no longer true: {exception.Reason}");
    }

    private static Transcript Load(string name) => TranscriptReader.Read(name, Text(name));

    private static string Text(string name) => File.ReadAllText(Path.Combine(Folder, $"{name}.transcript"));
}
