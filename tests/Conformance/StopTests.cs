using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Qga.Conformance;

/// <summary>SIGTERM and SIGINT to our agent, whatever it is doing.</summary>
public sealed class StopTests
{
    // A signal that a thread of the runtime took, or that came between two waits, would show in a few of these.
    private const int Rounds = 25;

    // The agent is still busy with its start then.
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void A_stop_right_after_the_first_reply_is_an_ordered_one(string signal) => StopManyTimes(signal, "guest-ping");

    // The second request has a thread of its own, and the agent is past its start.
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public void A_stop_just_after_a_client_has_left_takes_effect_every_time(string signal) => StopManyTimes(signal, "guest-ping", "guest-get-fsinfo");

    [Fact]
    public void Beside_frozen_file_systems_an_agent_stays_from_its_first_moment_on()
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        for (int round = 0; round < Rounds; round++)
        {
            using var folder = new TemporaryFolder();
            Directory.CreateDirectory(folder.File("state"));
            File.WriteAllText(folder.File("state/qga.state.isfrozen"), "");
            using var agent = new RunningAgent(AgentUnderTest.Ours!.Program, folder, []);
            using var peer = new Peer(agent.Connect());
            Process.Start("kill", ["-TERM", $"{agent.Id}"]).WaitForExit();
            peer.Send("{\"execute\": \"guest-fsfreeze-status\"}\n"u8);
            Assert.Equal("{\"return\": \"frozen\"}", peer.Read(TimeSpan.FromSeconds(30)));
        }
    }

    private static void StopManyTimes(string signal, params string[] commands)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        for (int round = 0; round < Rounds; round++)
        {
            using var folder = new TemporaryFolder();
            string path = folder.File("ga.sock");
            using Process agent = Process.Start(AgentUnderTest.Ours!.Program, ["-m", "unix-listen", "-p", path, "-t", folder.Path]);
            try
            {
                Assert.True(Listening.Begins(path, TimeSpan.FromSeconds(20)), "the agent does not listen");
                foreach (string command in commands)
                {
                    Ask(path, $$"""{"execute":"{{command}}"}""");
                }

                Process.Start("kill", [$"-{signal}", $"{agent.Id}"]).WaitForExit();
                Assert.True(agent.WaitForExit(TimeSpan.FromSeconds(20)), "the signal was lost");
                Assert.Equal(0, agent.ExitCode);
            }
            finally
            {
                agent.Kill();
            }
        }
    }

    private static void Ask(string path, string request)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };
        socket.Connect(new UnixDomainSocketEndPoint(path));
        socket.Send(Encoding.ASCII.GetBytes(request + "\n"));
        Assert.True(socket.Receive(new byte[1]) > 0);
    }
}
