using System.Diagnostics;
using System.Globalization;

namespace Qga.Compare.Rows;

/// <summary>
/// Ours beside two C programs that do no more than exchange bytes over a unix socket; and what asks ours beside what asks there, to show that the
/// figures are the agent's and not those of its client.
/// </summary>
internal static class AgainstMachine
{
    // As long as a ping's reply.
    private const int Shortest = 15;

    private static readonly int Milliseconds = (int)Clock.Enough.TotalMilliseconds;

    /// <summary>The table.</summary>
    public static Section Section { get; } = new("Against the machine: two C programs on a unix socket", "C", [
        new(() => [PingByC(() => Server.Agent(Programs.Ours))], () => [PingByC(() => Server.Reply(Shortest))],
            new Row("ping of ours asked by C, median", Unit.Microseconds, Promise.AtMost(1.5))),
        .. Sizes.Reads.Select(Reads),
        new(() => [OfReply(Shortest, server => Pings.OneByOne(server)[0])], () => [PingByC(() => Server.Reply(Shortest))],
            new Row("this client pings C, median", Unit.Microseconds, Promise.AtMost(1.1))),
        new(() => [OfReply(Shortest, Pings.Pipelined)], null,
            new Row("this client pings C, 64 in flight", Unit.PerSecond)),
        new(() => [OfReply(1 << 20, Receive)], () => [CarriedByC(1 << 20)],
            new Row("this client receives 1 MiB at a time from C", Unit.MiBPerSecond, Promise.AtLeast(0.9))),
    ]);

    private static Measurement Reads(int piece)
    {
        int text = Sizes.Base64(piece);
        return new(
            () => [Transfer.Read(Programs.Ours, piece)[0] * text / piece],
            () => [CarriedByC(text)],
            new Row($"read, {Sizes.Name(piece)} at a time, base64", Unit.MiBPerSecond, Promise.AtLeast(0.4)));
    }

    private static double OfReply(int bytes, Func<Server, double> measure)
    {
        using Server server = Server.Reply(bytes);
        return measure(server);
    }

    private static double Receive(Server server)
    {
        using AgentSocket socket = server.Connect();
        socket.Ping();
        return Clock.PerSecond(socket.Ping);
    }

    private static double PingByC(Func<Server> start)
    {
        using Server server = start();
        return Ask(server, Shortest)[0] / 1000;
    }

    private static double CarriedByC(int bytes)
    {
        using Server server = Server.Reply(bytes);
        return Ask(server, bytes)[1] / (1 << 20);
    }

    // "8237 1689188": nanoseconds, bytes per second.
    private static double[] Ask(Server server, int bytes)
    {
        server.Connect().Dispose();
        string[] words = [Programs.Native("ask"), server.SocketPath, .. new[] { bytes, Milliseconds }.Select(number => number.ToString(CultureInfo.InvariantCulture))];
        using Process client = Processors.StartClient(new(words[0], words[1..]) { RedirectStandardOutput = true });
        string output = client.StandardOutput.ReadToEnd();
        client.WaitForExit();
        return client.ExitCode == 0
            ? [.. output.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))]
            : throw new InvalidDataException($"{words[0]} ends with {client.ExitCode}");
    }
}
