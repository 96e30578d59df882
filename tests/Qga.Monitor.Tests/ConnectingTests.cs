using System.Net.Sockets;

namespace Qga.Monitor.Tests;

public sealed class ConnectingTests : IDisposable
{
    private static readonly MonitorClientOptions s_brief = new() { ConnectTimeout = TimeSpan.FromMilliseconds(100) };

    private readonly string _folder = Directory.CreateTempSubdirectory("qga-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Missing_socket_is_named() => Assert.Equal(
        $"there is no socket {_folder}/none: No such file or directory",
        (await Assert.ThrowsAsync<MonitorUnreachableException>(() => MonitorClient.ConnectAsync($"{_folder}/none", null, Cancellation))).Message);

    [Fact]
    public async Task Socket_where_nobody_listens_is_named()
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint($"{_folder}/left"));
        var failure = await Assert.ThrowsAsync<MonitorUnreachableException>(() => MonitorClient.ConnectAsync($"{_folder}/left", null, Cancellation));
        Assert.Equal($"nobody listens at {_folder}/left: Connection refused", failure.Message);
    }

    [Fact]
    public async Task Path_that_is_no_address_is_an_argument_error()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(() => MonitorClient.ConnectAsync("", null, Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => MonitorClient.ConnectAsync(new string('x', 200), null, Cancellation));
    }

    [Fact]
    public async Task Monitor_that_does_not_greet_may_serve_another_client()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.ConnectAsync();
        var failure = await Assert.ThrowsAsync<MonitorTimeoutException>(() => MonitorClient.ConnectAsync(monitor.Stream, s_brief, Cancellation));
        Assert.Equal(
            "the monitor did not greet within 0.1 s: QEMU serves one client at a time, and another may be connected", failure.Message);
    }

    [Fact]
    public async Task Socket_whose_queue_is_full_may_serve_another_client()
    {
        string path = $"{_folder}/busy";
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(0);
        using Socket first = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await first.ConnectAsync(new UnixDomainSocketEndPoint(path), Cancellation);
        var failure = await Assert.ThrowsAsync<MonitorTimeoutException>(() => MonitorClient.ConnectAsync(path, s_brief, Cancellation));
        Assert.StartsWith($"{path} did not greet within 0.1 s: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_wait_is_no_timeout()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.ConnectAsync();
        using CancellationTokenSource source = new();
        Task<MonitorClient> client = MonitorClient.ConnectAsync(monitor.Stream, null, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client);
    }

    [Theory]
    [InlineData("QEMU 7.2.22 monitor - type 'help' for more information\r\n(qemu) ")]
    [InlineData("{\"return\": {}}\n")]
    [InlineData("{\"QMP\": {}}\n")]
    [InlineData("[]\n")]
    public async Task What_is_no_monitor_is_told(string greeting)
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.ConnectAsync();
        Task<MonitorClient> client = MonitorClient.ConnectAsync(monitor.Stream, null, Cancellation);
        await monitor.SayAsync(greeting);
        var failure = await Assert.ThrowsAsync<MonitorUnreachableException>(() => client);
        Assert.StartsWith("what listens there does not speak QMP: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_that_is_closed_at_once_is_lost()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.ConnectAsync();
        Task<MonitorClient> client = MonitorClient.ConnectAsync(monitor.Stream, null, Cancellation);
        monitor.HangUp();
        Assert.Equal("the connection to the monitor is lost", (await Assert.ThrowsAsync<MonitorConnectionException>(() => client)).Message);
    }

    [Fact]
    public async Task Refusal_to_negotiate_is_told()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.ConnectAsync();
        Task<MonitorClient> client = MonitorClient.ConnectAsync(monitor.Stream, null, Cancellation);
        await monitor.SayAsync(ScriptedMonitor.Greeting);
        await monitor.HearAsync();
        await monitor.SayAsync("""{"error": {"class": "GenericError", "desc": "not now"}, "id": 1}""" + "\r\n");
        Assert.Equal("not now", (await Assert.ThrowsAsync<MonitorRefusedException>(() => client)).Message);
    }

    [Fact]
    public async Task Greeting_says_which_release_it_is()
    {
        await using ScriptedMonitor monitor = await ScriptedMonitor.StartAsync();
        Assert.Equal(
            new VersionInfo { Qemu = new VersionTriple { Major = 11, Minor = 2, Micro = 3 }, Package = "pkg" }, monitor.Client.Version);
    }
}
