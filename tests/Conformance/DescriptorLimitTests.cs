using System.Net.Sockets;
using System.Text;

namespace Qga.Conformance;

/// <summary>Our agent when it may open no more descriptors.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class DescriptorLimitTests : IDisposable
{
    private const string Ping = "{\"execute\":\"guest-ping\"}\n";
    private const string Pong = "{\"return\": {}}\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_client_that_had_to_wait_for_a_descriptor_is_served_when_another_has_closed_its_files()
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        string limited = _folder.File("limited");
        File.WriteAllText(limited, $"#!/bin/sh\nulimit -n 16\nexec '{AgentUnderTest.Ours!.Program}' \"$@\"\n");
        File.SetUnixFileMode(limited, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using RunningAgent agent = new(limited, _folder, []);
        using Socket first = agent.Connect();
        Stack<string> handles = [];
        const string Open = "{\"execute\":\"guest-file-open\",\"arguments\":{\"path\":\"/dev/null\"}}\n";
        string reply;
        while ((reply = Ask(first, Open)).StartsWith("{\"return\"", StringComparison.Ordinal))
        {
            handles.Push(reply[11..^2]);
        }

        Assert.EndsWith("Too many open files\"}}\n", reply, StringComparison.Ordinal);

        using Socket second = agent.Connect();
        second.Send(Encoding.ASCII.GetBytes(Ping));
        Assert.Equal(Pong, Ask(first, Ping));
        Assert.Equal(0, second.Available);

        Ask(first, $"{{\"execute\":\"guest-file-close\",\"arguments\":{{\"handle\":{handles.Pop()}}}}}\n");
        Assert.Equal(Pong, Receive(second));
    }

    private static string Ask(Socket socket, string request)
    {
        socket.Send(Encoding.ASCII.GetBytes(request));
        return Receive(socket);
    }

    private static string Receive(Socket socket)
    {
        socket.ReceiveTimeout = 30_000;
        byte[] line = new byte[4096];
        int length = 0;
        do
        {
            length += socket.Receive(line, length, line.Length - length, SocketFlags.None);
        }
        while (line[length - 1] != '\n');
        return Encoding.ASCII.GetString(line, 0, length);
    }
}
