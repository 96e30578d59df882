using System.Net;
using System.Net.Sockets;

namespace Qga.Client.Tests;

public sealed class ConnectingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qga-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Missing_socket_is_named() =>
        Assert.Equal($"there is no socket {_folder}/none: No such file or directory", await FailureAsync<GuestSocketNotFoundException>($"{_folder}/none"));

    [Fact]
    public async Task Socket_where_nobody_listens_is_named()
    {
        string path = $"{_folder}/left";
        using (Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            Assert.Equal($"nobody listens at {path}: Connection refused", await FailureAsync<GuestConnectionRefusedException>(path));
        }

        await File.WriteAllTextAsync($"{_folder}/file", "", Cancellation);
        Assert.Equal($"nobody listens at {_folder}/file: Connection refused", await FailureAsync<GuestConnectionRefusedException>($"{_folder}/file"));
        string name = $"{_folder}/file/inside";
        Assert.StartsWith($"cannot connect to {name}: ", await FailureAsync<GuestUnreachableException>(name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tcp_port_where_nobody_listens_is_named()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        Assert.Equal(
            $"nobody listens at 127.0.0.1 port {port}: Connection refused", await FailureAsync<GuestConnectionRefusedException>($"tcp:127.0.0.1:{port}"));
    }

    [Fact]
    public async Task Path_that_no_socket_can_have_is_a_missing_socket() =>
        Assert.StartsWith(
            "a socket's path has 107 bytes at most", await FailureAsync<GuestSocketNotFoundException>("/" + new string('x', 200)), StringComparison.Ordinal);

    [Fact]
    public async Task Text_that_is_no_address_is_an_error_of_its_form() => await Assert.ThrowsAsync<FormatException>(() => ConnectAsync(""));

    [Fact]
    public async Task Connection_that_is_closed_at_once_never_was_one()
    {
        using Socket listener = Listen("socket");
        Task<string> failure = FailureAsync<GuestUnreachableException>($"{_folder}/socket");
        (await listener.AcceptAsync(Cancellation)).Dispose();
        Assert.Equal("the connection to the guest agent was closed before it answered", await failure);
    }

    [Fact]
    public async Task Client_of_an_address_connects_anew_after_a_loss()
    {
        using Socket listener = Listen("socket");
        ReconnectingLink link = new(new UnixGuestAddress($"{_folder}/socket"), new());
        await using GuestAgentClient client = new(link);
        for (int connection = 0; connection < 3; connection++)
        {
            Task<long> call = client.GuestGetTimeAsync(Cancellation);
            await using ScriptedAgent agent = new(await listener.AcceptAsync(Cancellation), client);
            await agent.ShakeHandsAsync();
            await agent.HearAsync();
            await agent.SayAsync($"{{\"return\": {connection}}}\n");
            Assert.Equal(connection, await call);
            if (connection == 1)
            {
                // Lost in the middle of a call, and not between two.
                Task lost = client.GuestPingAsync(Cancellation);
                await agent.HearAsync();
                agent.HangUp();
                await Assert.ThrowsAsync<GuestConnectionLostException>(() => lost);
            }

            agent.KeepClient();
            agent.HangUp();
            while (link.IsOpen)
            {
                await Task.Delay(1, Cancellation);
            }
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Socket Listen(string name)
    {
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint($"{_folder}/{name}"));
        listener.Listen();
        return listener;
    }

    private static Task<GuestAgentClient> ConnectAsync(string address) => GuestAgentClient.ConnectAsync(address, cancellationToken: Cancellation);

    private static async Task<string> FailureAsync<T>(string address)
        where T : GuestAgentException =>
        (await Assert.ThrowsAsync<T>(() => ConnectAsync(address))).Message;
}
