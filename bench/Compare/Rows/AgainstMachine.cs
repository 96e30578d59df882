using System.Diagnostics;
using System.Globalization;

namespace Qga.Compare.Rows;

/// <summary>
/// Ours beside C programs that do no more than exchange bytes over a unix socket, or move them between it and a file; and what asks ours beside what asks
/// there, to show that the figures are the agent's and not those of its client.
/// </summary>
internal static class AgainstMachine
{
    // A ping and its reply, for programs that look for the line feed only.
    private const int Ping = 25;
    private const int Pong = 15;
    private const int Piece = 1 << 20;

    /// <summary>The table.</summary>
    public static Section Section { get; } = new("Against the machine: C programs on a unix socket", "C", [
        new(() => [PingByC(Server.Agent(Programs.Ours))], () => [PingByC(Server.Reply(Pong))],
            new Row("ping asked by C, median", Unit.Microseconds, Promise.AtMost(1.5))),
        .. Sizes.Reads.Select(Reads),
        .. Sizes.Reads.Select(ReadsOfFile),
        .. Sizes.Writes.Select(WritesOfFile),
        new(() => [PingByThis(Server.Reply(Pong))], () => [PingByC(Server.Reply(Pong))],
            new Row("the load generator pings C, median", Unit.Microseconds, Promise.AtMost(1.1))),
        new(() => [AskByThis(Ping, Piece)], () => [AskByC(Server.Reply(Piece), Ping, Piece)],
            new Row("the load generator receives 1 MiB at a time from C", Unit.MiBPerSecond, Promise.AtLeast(0.9))),
        new(() => [AskByThis(Piece, Pong)], () => [AskByC(Server.Reply(Pong), Piece, Pong)],
            new Row("the load generator sends 1 MiB at a time to C", Unit.MiBPerSecond, Promise.AtLeast(0.9))),
        new(() => [Pipelined()], null,
            new Row("the load generator pings C, 64 in flight", Unit.PerSecond)),
    ]);

    private static Measurement Reads(int piece)
    {
        int text = Sizes.Base64(piece);
        return new(
            () => [Transfer.Read(Programs.Ours, piece)[0] * text / piece],
            () => [AskByC(Server.Reply(text), Ping, text)],
            new Row($"read, {Sizes.Name(piece)} at a time, base64", Unit.MiBPerSecond, Promise.AtLeast(0.4)));
    }

    private static Measurement ReadsOfFile(int piece) =>
        OfFile("read", Transfer.Read, piece, text => AskByC(Server.Copy("r", text), Ping, text));

    private static Measurement WritesOfFile(int piece) =>
        OfFile("write", Transfer.Write, piece, text => AskByC(Server.Copy("w", text), text, Pong));

    private static Measurement OfFile(string verb, Func<string, int, double[]> move, int piece, Func<int, double> copy)
    {
        int text = Sizes.Base64(piece);
        return new(
            () => [move(Programs.Ours, piece)[0] * text / piece],
            () => [copy(text)],
            new Row($"{verb}, {Sizes.Name(piece)} at a time, beside C that copies the file", Unit.MiBPerSecond));
    }

    private static double PingByThis(Server server)
    {
        using (server)
        {
            return Pings.OneByOne(server)[0];
        }
    }

    private static double Pipelined()
    {
        using Server server = Server.Reply(Pong);
        return Pings.Pipelined(server);
    }

    private static double AskByThis(int question, int answer)
    {
        using Server server = Server.Reply(answer);
        using AgentSocket socket = server.Connect();
        byte[] line = [.. AgentSocket.PingRequest.AsSpan()[..^1], .. Enumerable.Repeat((byte)' ', question - Ping), (byte)'\n'];
        socket.Call(line);
        return MiBPerSecond(question, answer, Clock.PerSecond(() => socket.Fetch(line, answer)));
    }

    private static double PingByC(Server server)
    {
        using (server)
        {
            return Ask(server, Ping, Pong)[0] / 1000;
        }
    }

    private static double AskByC(Server server, int question, int answer)
    {
        using (server)
        {
            return MiBPerSecond(question, answer, Ask(server, question, answer)[1]);
        }
    }

    private static double MiBPerSecond(int question, int answer, double perSecond) => Math.Max(question, answer) * perSecond / (1 << 20);

    // "8237 112612.6": nanoseconds, questions per second.
    private static double[] Ask(Server server, int question, int answer)
    {
        server.Connect().Dispose();
        int milliseconds = (int)Clock.Enough.TotalMilliseconds;
        IEnumerable<string> numbers = new[] { question, answer, milliseconds }.Select(number => number.ToString(CultureInfo.InvariantCulture));
        using Process client = Processors.StartClient(new(Programs.Native("ask"), [server.SocketPath, .. numbers]) { RedirectStandardOutput = true });
        string output = client.StandardOutput.ReadToEnd();
        client.WaitForExit();
        return client.ExitCode == 0
            ? [.. output.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))]
            : throw new InvalidDataException($"ask ends with {client.ExitCode}");
    }
}
