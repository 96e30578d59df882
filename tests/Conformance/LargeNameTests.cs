using System.Text;

namespace Qga.Conformance;

/// <summary>Names and arguments as long as a request may be. Only the real binary has its bounds of memory.</summary>
public sealed class LargeNameTests
{
    private const int Length = 60 << 20;
    private const string Refusal = "{\"error\": {\"class\": \"";

    [Theory]
    [InlineData("{\"execute\":\"@\"}", "\\u00e4")]
    [InlineData("{\"@\":1}", "\\n")]
    [InlineData("{\"execute\":\"guest-file-open\",\"arguments\":{\"path\":\"@\"}}", "a")]
    [InlineData("{\"execute\":\"guest-file-open\",\"arguments\":{\"path\":\"/dev/null\",\"mode\":\"@\"}}", "\\u00e4")]
    public void Are_refused_and_end_nothing(string request, string letter)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        using var folder = new TemporaryFolder();
        using var agent = new RunningAgent(AgentUnderTest.Ours!.Program, folder, []);
        using var peer = new Peer(agent.Connect());
        string name = new StringBuilder(Length).Insert(0, letter, Length / letter.Length).ToString();
        peer.Send(Encoding.ASCII.GetBytes(request.Replace("@", name, StringComparison.Ordinal)));
        Assert.StartsWith(Refusal, peer.Read(TimeSpan.FromSeconds(60)), StringComparison.Ordinal);
        peer.Send("{\"execute\":\"guest-ping\"}"u8);
        Assert.Equal("{\"return\": {}}", peer.Read(TimeSpan.FromSeconds(60))?.TrimEnd('\n'));
    }
}
