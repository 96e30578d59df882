using System.Net.Sockets;

namespace Qga.Client.Tests;

public sealed class ConnectingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qga-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Missing_socket_is_named() =>
        Assert.Equal($"there is no socket {_folder}/none: No such file or directory", await FailureAsync($"{_folder}/none"));

    [Fact]
    public async Task Socket_where_nobody_listens_is_named()
    {
        string path = $"{_folder}/left";
        using (Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            Assert.Equal($"nobody listens at {path}: Connection refused", await FailureAsync(path));
        }

        await File.WriteAllTextAsync($"{_folder}/file", "", TestContext.Current.CancellationToken);
        Assert.Equal($"nobody listens at {_folder}/file: Connection refused", await FailureAsync($"{_folder}/file"));
        string name = $"{_folder}/file/inside";
        Assert.StartsWith($"cannot connect to {name}: ", await FailureAsync(name), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Path_that_is_no_address_is_an_argument_error()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => ConnectAsync(""));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => ConnectAsync(new string('x', 200)));
    }

    [Fact]
    public async Task Connection_that_is_closed_at_once_is_lost()
    {
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint($"{_folder}/socket"));
        listener.Listen();
        Task<string> failure = FailureAsync($"{_folder}/socket");
        (await listener.AcceptAsync(TestContext.Current.CancellationToken)).Dispose();
        Assert.Equal("the connection to the guest agent is lost", await failure);
    }

    private static Task<GuestAgentClient> ConnectAsync(string path) =>
        GuestAgentClient.ConnectAsync(path, cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<string> FailureAsync(string path) =>
        (await Assert.ThrowsAsync<GuestAgentConnectionException>(() => ConnectAsync(path))).Message;
}
