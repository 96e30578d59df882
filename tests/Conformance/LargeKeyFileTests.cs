using System.Text;

namespace Qga.Conformance;

/// <summary>What a user may write where our agent reads. Only the real binary has its bounds of memory.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class LargeKeyFileTests
{
    [Theory]
    [InlineData(1 << 20, "{\"return\": {\"keys\": [\"a\", ")]
    [InlineData((1 << 20) + 2, "{\"error\": {\"class\": \"GenericError\", \"desc\": \"failed to read ")]
    [InlineData(8 << 20, "{\"error\": {\"class\": \"GenericError\", \"desc\": \"failed to read ")]
    public void A_file_of_the_shortest_lines_ends_nothing(int length, string reply)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can show the agent another list of users");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File(".ssh"));
        File.WriteAllText(folder.File(".ssh/authorized_keys"), new StringBuilder().Insert(0, "a\n", length / 2).ToString());

        // In a namespace of its own the agent sees a user whose home is here.
        File.WriteAllText(folder.File("passwd"), $"{File.ReadAllText("/etc/passwd").TrimEnd('\n')}\nqga-test:x:0:0::{folder.Path}:/bin/sh\n");
        string script = folder.File("agent");
        File.WriteAllText(
            script,
            $"#!/bin/sh\nexec unshare --mount sh -c 'mount --bind {folder.File("passwd")} /etc/passwd"
            + $" && exec {AgentUnderTest.Ours!.Program} \"$@\"' agent \"$@\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using var agent = new RunningAgent(script, folder, []);
        using var peer = new Peer(agent.Connect());
        for (int round = 0; round < 3; round++)
        {
            peer.Send("{\"execute\": \"guest-ssh-get-authorized-keys\", \"arguments\": {\"username\": \"qga-test\"}}\n"u8);
            Assert.StartsWith(reply, peer.Read(TimeSpan.FromSeconds(30)), StringComparison.Ordinal);
        }
    }
}
