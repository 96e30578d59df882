using System.Diagnostics;
using System.Net.Sockets;

namespace Qga.Conformance;

/// <summary>What a service manager hands over as descriptor 3 and cannot be served. tests/Vm has what can.</summary>
public sealed class HandedOverSocketTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("LISTEN_PID=$$ LISTEN_FDS=2", "qemu-ga only supports listening on one socket")]
    [InlineData("LISTEN_PID=$$ LISTEN_FDS=1", "unsupported listen fd type")]
    [InlineData("LISTEN_PID=$PPID LISTEN_FDS=1", "error opening channel '/nowhere': No such file or directory")]
    [InlineData("LISTEN_PID=$$ LISTEN_FDS=0", "error opening channel '/nowhere': No such file or directory")]
    [InlineData("LISTEN_FDS=1", "error opening channel '/nowhere': No such file or directory")]
    public void What_is_handed_over_counts_only_if_it_is_one_socket_for_this_process(string environment, string complaint)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        string script = $"{environment} exec \"$0\" -p /nowhere -t \"$1\" 3</etc/passwd 4</etc/passwd";
        ProcessStartInfo start = new("sh", ["-c", script, AgentUnderTest.Ours!.Program, _folder.Path]) { RedirectStandardError = true };

        using Process agent = Process.Start(start)!;
        string said = agent.StandardError.ReadToEnd();
        agent.WaitForExit();

        Assert.Equal(1, agent.ExitCode);
        Assert.Contains($"critical: {complaint}\n", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SocketType.Dgram)]
    [InlineData(SocketType.Stream)]
    public void A_socket_that_does_not_listen_is_refused(SocketType type)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        string script = $"$^F = 9; socket(S, 1, {(int)type}, 0); $ENV{{LISTEN_PID}} = $$; $ENV{{LISTEN_FDS}} = 1; exec @ARGV";
        ProcessStartInfo start = new("perl", ["-e", script, AgentUnderTest.Ours!.Program, "-t", _folder.Path]) { RedirectStandardError = true };

        using Process agent = Process.Start(start)!;
        string said = agent.StandardError.ReadToEnd();
        agent.WaitForExit();

        Assert.Equal(1, agent.ExitCode);
        Assert.Contains("critical: unsupported listen fd type\n", said, StringComparison.Ordinal);
    }
}
