using System.Text.RegularExpressions;

namespace Qga.Conformance.Starvation;

/// <summary>Our agent in a control group of 32 MiB.</summary>
public sealed partial class ControlGroupTests : IDisposable
{
    private const long Memory = 32 << 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_that_does_not_come_in_one_large_request_works()
    {
        using ControlGroup group = new(Memory);
        using PreparedAgent agent = new(group.Entry, _folder);
        Assert.True(agent.Serves(), agent.Errors);
        foreach (string command in (string[])["guest-get-fsinfo", "guest-get-disks", "guest-network-get-interfaces", "guest-get-osinfo", "guest-info"])
        {
            Assert.StartsWith("{\"return\"", agent.Ask(command), StringComparison.Ordinal);
        }

        // The largest read: the reply is twice as long as all the memory.
        string path = _folder.File("large");
        using (FileStream large = File.Create(path))
        {
            large.SetLength(48 << 20);
        }

        using Peer peer = agent.Connect();
        string handle = Number().Match(peer.Ask($$$"""{"execute":"guest-file-open","arguments":{"path":"{{{path}}}"}}""")!).Value;
        string read = peer.Ask($$$"""{"execute":"guest-file-read","arguments":{"handle":{{{handle}}},"count":{{{48 << 20}}}}}""")!;
        Assert.Equal(64 << 20, read.Count(letter => letter == 'A'));

        // Output that is more than may be kept.
        string pid = Number().Match(peer.Ask(
            """{"execute":"guest-exec","arguments":{"path":"/bin/sh","arg":["-c","head -c 4000000 /dev/zero"],"capture-output":true}}""")!).Value;
        string status;
        do
        {
            status = peer.Ask($$$"""{"execute":"guest-exec-status","arguments":{"pid":{{{pid}}}}}""")!;
        }
        while (status.Contains("\"exited\": false", StringComparison.Ordinal));
        Assert.InRange(status.Length, 5_333_336, 5_334_000);
        agent.AssertServesAndStops();
    }

    [Fact]
    public void A_request_that_is_larger_is_served_or_ends_the_agent_at_once()
    {
        using ControlGroup group = new(Memory);
        using PreparedAgent agent = new(group.Entry, _folder);
        Assert.True(agent.Serves(), agent.Errors);
        using Peer peer = agent.Connect();
        string? reply = null;
        try
        {
            reply = peer.Ask($$$"""{"execute":"guest-file-write","arguments":{"handle":1,"buf-b64":"{{{new string('A', 60 << 20)}}}"}}""");
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The kernel has ended the agent in the middle of it.
        }

        if (reply is null)
        {
            Assert.True(agent.HasEnded(PreparedAgent.Limit), "the agent neither answers nor ends");
        }
        else
        {
            Assert.Equal("{\"error\": {\"class\": \"GenericError\", \"desc\": \"handle '1' has not been found\"}}", reply);
            agent.AssertServesAndStops();
        }
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
