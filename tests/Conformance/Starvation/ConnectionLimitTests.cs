namespace Qga.Conformance.Starvation;

/// <summary>More clients than the agent serves at a time.</summary>
public sealed class ConnectionLimitTests : IDisposable
{
    private const int Connections = 256;
    private const string Ping = "{\"execute\":\"guest-ping\"}";
    private const string Pong = "{\"return\": {}}";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_client_beyond_the_last_place_waits_until_another_has_left()
    {
        using PreparedAgent agent = new("ulimit -n 1024", _folder);
        Assert.True(agent.Serves(), agent.Errors);
        List<Peer> peers = [];
        try
        {
            for (int i = 0; i < Connections; i++)
            {
                Peer peer = agent.Connect();
                peers.Add(peer);
                Assert.Equal(Pong, peer.Ask(Ping));
            }

            Peer further = agent.Connect();
            peers.Add(further);
            further.Send(Ping + "\n");
            Assert.Null(further.Read(TimeSpan.FromMilliseconds(100)));
            Assert.Equal(Pong, peers[0].Ask(Ping));

            peers[0].Dispose();
            peers.RemoveAt(0);
            Assert.Equal(Pong, further.ReadLine());
        }
        finally
        {
            peers.ForEach(peer => peer.Dispose());
        }
    }
}
