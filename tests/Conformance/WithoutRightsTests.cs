namespace Qga.Conformance;

/// <summary>Our agent where whoever started it has kept some of root's rights from it.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class WithoutRightsTests
{
    [Theory]
    [InlineData("setgid", "group")]
    [InlineData("setuid", "effective user ID")]
    public void A_users_rights_that_cannot_be_taken_on_are_named(string capability, string what)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root has rights to lose");
        using var folder = new TemporaryFolder();
        string script = folder.File("agent");
        File.WriteAllText(script, $"#!/bin/sh\nexec setpriv --bounding-set=-{capability} --inh-caps=-{capability} {AgentUnderTest.Ours!.Program} \"$@\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var agent = new RunningAgent(script, folder, []);
        using var peer = new Peer(agent.Connect());
        peer.Send("{\"execute\": \"guest-ssh-get-authorized-keys\", \"arguments\": {\"username\": \"nobody\"}}\n"u8);
        Assert.Equal(
            $$$"""{"error": {"class": "GenericError", "desc": "failed to set {{{what}}} for user 'nobody': Operation not permitted"}}""",
            peer.Read(TimeSpan.FromSeconds(30)));
    }
}
