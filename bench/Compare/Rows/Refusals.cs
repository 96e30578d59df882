using System.Globalization;
using System.Text;

namespace Qga.Compare.Rows;

/// <summary>How long a large request takes that is wrong: from its first byte to the end of the refusal.</summary>
internal static class Refusals
{
    private const int Large = 10_000_000;
    private const int Largest = 60_000_000;

    // An agent refuses a request of more than 2,097,152 tokens, whatever it says.
    private const int Numbers = 1_000_000;

    /// <summary>The measurements.</summary>
    public static IEnumerable<Measurement> All =>
    [
        Of("unknown command with a string of 10 MB", () => UnknownCommand(Large)),
        Of("unknown command with a string of 60 MB", () => UnknownCommand(Largest)),
        Of("string of 10 MB with a control character at its end", () => StrayByte(Large)),
        Of("string of 60 MB with a control character at its end", () => StrayByte(Largest)),
        Of("10 MB of 2,000,000 tokens with a comma missing at the end", MissingComma),
    ];

    private static Measurement Of(string name, Func<byte[]> make)
    {
        Lazy<byte[]> request = new(make);
        return Measurement.OfAgents(
            program =>
            {
                using Server agent = Server.Agent(program);
                using AgentSocket socket = agent.Connect();
                socket.Ping();
                byte[] bytes = request.Value;
                double milliseconds = Clock.Time(() => socket.CallInVain(bytes)).TotalMilliseconds;

                // The only reply, and the agent is as good as before.
                socket.Ping();
                return milliseconds;
            },
            new Row($"refused: {name}", Unit.Milliseconds, Promise.AtMost(0.05)));
    }

    private static byte[] UnknownCommand(int length) => AgentSocket.Request("guest-no-such-command", $"\"text\":\"{new string('a', length)}\"");

    // A line feed is one as well, and leaves the agent at the beginning of a request.
    private static byte[] StrayByte(int length) =>
        Encoding.ASCII.GetBytes($"{{\"execute\":\"guest-ping\",\"arguments\":{{\"text\":\"{new string('a', length)}\u0001\n");

    private static byte[] MissingComma()
    {
        StringBuilder numbers = new(Large + 100);
        for (int number = 0; number < Numbers; number++)
        {
            numbers.Append(CultureInfo.InvariantCulture, $"{100_000_000 + number},");
        }

        return AgentSocket.Request("guest-ping", $"\"numbers\":[{numbers}1 2]");
    }
}
