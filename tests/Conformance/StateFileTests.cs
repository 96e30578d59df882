namespace Qga.Conformance;

/// <summary>When our agent makes its state file.</summary>
public sealed class StateFileTests
{
    [Fact]
    public void The_state_file_is_made_with_the_first_file_that_is_opened()
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        using var folder = new TemporaryFolder();
        using var agent = new RunningAgent(AgentUnderTest.Ours!.Program, folder, []);
        using var peer = new Peer(agent.Connect());
        peer.Send("{\"execute\": \"guest-ping\"}\n"u8);
        Assert.Equal("{\"return\": {}}", peer.Read(TimeSpan.FromSeconds(30)));
        Assert.Empty(Directory.EnumerateFiles(folder.File("state")));

        peer.Send("{\"execute\": \"guest-file-open\", \"arguments\": {\"path\": \"/dev/null\"}}\n"u8);
        Assert.Equal("{\"return\": 1000}", peer.Read(TimeSpan.FromSeconds(30)));
        Assert.Equal([folder.File("state/qga.state")], Directory.EnumerateFiles(folder.File("state")));
    }
}
