using System.Diagnostics;

namespace Qga.Conformance;

/// <summary>Programs that our agent has started, when it ends.</summary>
public sealed class ExecSurvivalTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_program_goes_on_when_its_client_and_the_agent_have_gone()
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        string script = $"cd {_folder.Path}; : > started; while [ ! -e go ]; do sleep 0.01; done; : > done";
        using (var agent = new RunningAgent(AgentUnderTest.Ours!.Program, _folder, []))
        {
            using (Peer peer = new(agent.Connect()))
            {
                peer.Send($$$"""{"execute": "guest-exec", "arguments": {"path": "/bin/sh", "arg": ["-c", "{{{script}}}"]}}""" + "\n");
                Assert.True(SpinWait.SpinUntil(() => Exists("started"), s_limit));
            }

            using Process kill = Process.Start("kill", ["-TERM", $"{agent.Id}"]);
            Assert.True(agent.HasEnded(s_limit));
        }

        File.WriteAllText(_folder.File("go"), "");
        Assert.True(SpinWait.SpinUntil(() => Exists("done"), s_limit));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private bool Exists(string name) => File.Exists(_folder.File(name));
}
