using System.Net.Sockets;
using Qga.Agent.Linux.Channels;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Tests.Channels;

public sealed class ChannelSocketTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qga").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Takes_the_place_of_the_socket_of_an_agent_that_has_ended()
    {
        string path = $"{_folder}/s";
        using SafeDescriptor? first = ChannelSocket.ListenUnix(path, out _);
        using SafeDescriptor? second = ChannelSocket.ListenUnix(path, out string? error);
        Assert.Null(error);
        using Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(path));
        Assert.True(client.Connected);
    }

    [Fact]
    public void Says_why_a_path_cannot_be_used()
    {
        Assert.Null(ChannelSocket.ListenUnix($"{_folder}/none/s", out string? error));
        Assert.Equal($"Failed to bind socket to {_folder}/none/s: No such file or directory", error);
        string tooLong = _folder + "/" + new string('x', 108);
        Assert.Null(ChannelSocket.ListenUnix(tooLong, out error));
        Assert.Equal($"Failed to bind socket to {tooLong}: the path is longer than 107 bytes", error);
    }

    [Theory]
    [InlineData("1234", "error parsing address '1234'")]
    [InlineData("x:1", "Failed to parse cid 'x'")]
    [InlineData("-1:1", "Failed to parse cid '-1'")]
    [InlineData("2:", "Failed to parse port ''")]
    [InlineData("4294967296:1", "Failed to parse cid '4294967296'")]
    public void Says_what_is_wrong_with_a_vsock_address(string text, string expected)
    {
        Assert.Null(ChannelSocket.ListenVsock(text, out string? error));
        Assert.Equal(expected, error);
    }
}
