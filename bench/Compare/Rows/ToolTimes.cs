using System.Globalization;
using System.Net.Sockets;

namespace Qga.Compare.Rows;

/// <summary>Short commands of <c>qga</c>, from the start of the process to its end.</summary>
internal static class ToolTimes
{
    private const int Guests = 50;
    private const int Silent = 10;

    /// <summary>The table.</summary>
    public static Section Section { get; } = new("qga from its start to its end", "C", [
        new(() => [Tool.Run("--help").TotalMilliseconds], null,
            new Row("qga --help", Unit.Milliseconds, Promise.OursAtMost(25, Unit.Milliseconds))) { Weight = 3 },
        new(() => [Ping()], null,
            new Row("qga ping, once", Unit.Milliseconds, Promise.OursAtMost(40, Unit.Milliseconds))) { Weight = 3 },
        new(() => [List()], null,
            new Row($"qga list of {Guests} guests, {Silent} of which are silent", Unit.Milliseconds, Promise.OursAtMost(2000, Unit.Milliseconds))),
    ]);

    private static double Ping()
    {
        using Server agent = Server.Agent(Programs.Ours);
        agent.Connect().Dispose();
        return Tool.Run("ping", $"unix:{agent.SocketPath}", "--count", "1").TotalMilliseconds;
    }

    private static double List()
    {
        List<Server> agents = [.. Enumerable.Range(0, Guests - Silent).Select(_ => Server.Agent(Programs.Ours))];
        List<Socket> silent = [.. Enumerable.Range(0, Silent).Select(Listen)];
        try
        {
            agents.ForEach(agent => agent.Connect().Dispose());
            string[] sockets = [.. agents.Select(agent => agent.SocketPath), .. silent.Select(socket => socket.LocalEndPoint!.ToString()!)];
            string names = Path.Combine(Directory.CreateDirectory(Path.Combine(Leftovers.Folder, "qga")).FullName, "guests");
            File.WriteAllLines(names, sockets.Select((socket, number) => string.Create(CultureInfo.InvariantCulture, $"guest{number} = unix:{socket}")));
            double time = Tool.Run("list").TotalMilliseconds;
            File.Delete(names);
            return time;
        }
        finally
        {
            agents.ForEach(agent => agent.Dispose());
            silent.ForEach(socket => socket.Dispose());
        }
    }

    // Its connections wait to be accepted, and nobody answers.
    private static Socket Listen(int number)
    {
        string path = Path.Combine(Leftovers.Folder, string.Create(CultureInfo.InvariantCulture, $"silent{number}"));
        File.Delete(path);
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        return socket;
    }
}
