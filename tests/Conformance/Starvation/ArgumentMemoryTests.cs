using System.Text;

namespace Qga.Conformance.Starvation;

/// <summary>What commands make of their arguments fits into the heap, however many of them run at once.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ArgumentMemoryTests : IDisposable
{
    private const string Refusal = "The arguments of running commands take 16 MiB already";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lists_of_short_strings_in_many_commands_at_once_are_refused_before_they_are_made()
    {
        // Each becomes some fifty megabytes of objects, and is kept while the user is looked up.
        string keys = string.Join(',', Enumerable.Repeat("\"aaaaa\"", 1_000_000));
        byte[] request = Encoding.ASCII.GetBytes(
            $$$"""{"execute":"guest-ssh-remove-authorized-keys","arguments":{"username":"qga-nobody","keys":[{{{keys}}}]}}""" + "\n");
        string permitted = HarmfulCommands.List.Replace(",guest-ssh-remove-authorized-keys", "", StringComparison.Ordinal);
        using PreparedAgent agent = new(new HangingHelper(_folder).Preparation(), _folder, [], permitted);
        Assert.True(agent.Serves(), agent.Errors);
        List<Peer> peers = [];
        try
        {
            for (int i = 0; i < 20; i++)
            {
                Peer peer = agent.Connect();
                peers.Add(peer);
                peer.Send(request);
            }

            // Whoever was first waits for the user.
            IEnumerable<string> replies = peers.Select(peer => peer.Read(TimeSpan.FromSeconds(5)) ?? "none");
            Assert.Contains($"{{\"error\": {{\"class\": \"GenericError\", \"desc\": \"{Refusal}\"}}}}", replies);
            agent.AssertServesAndStops();
        }
        finally
        {
            peers.ForEach(peer => peer.Dispose());
        }
    }
}
