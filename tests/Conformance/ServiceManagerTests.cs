using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Qga.Conformance;

/// <summary>What a service manager gets to know of our agent (Type=notify, WatchdogSec=), with the real binary.</summary>
public sealed class ServiceManagerTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = (int)s_limit.TotalMilliseconds };
    private Process? _agent;

    private string Socket => _folder.File("ga.sock");

    public void Dispose()
    {
        _agent?.Kill();
        _agent?.WaitForExit();
        _agent?.Dispose();
        _manager.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_is_told_when_the_agent_serves(bool isAbstract)
    {
        Start(isAbstract ? Abstract() : InFolder());

        Assert.Equal("READY=1", Receive());
        using Peer peer = Peer.Connect(Socket);
        Assert.Equal("{\"return\": {}}", peer.Ask("{\"execute\": \"guest-ping\"}"));
    }

    [Fact]
    public void It_hears_that_the_loop_lives_at_half_its_time_and_not_more_often()
    {
        Start(InFolder(), ("WATCHDOG_USEC", "300000"));

        Assert.Equal("READY=1", Receive());
        Assert.Equal("WATCHDOG=1", Receive());
        var time = Stopwatch.StartNew();
        for (int sign = 0; sign < 3; sign++)
        {
            Assert.Equal("WATCHDOG=1", Receive());
        }

        // The first one may have waited here for a while.
        Assert.True(time.Elapsed > TimeSpan.FromMilliseconds(2 * 150), $"{time.Elapsed}");
    }

    [Fact]
    public void A_loop_that_is_held_sends_no_sign()
    {
        Start(InFolder(), ("WATCHDOG_USEC", "100000"));
        Assert.Equal("READY=1", Receive());
        Signal("STOP");
        Assert.True(SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{_agent!.Id}/stat").Contains(") T ", StringComparison.Ordinal), s_limit));
        while (_manager.Available > 0)
        {
            _ = Receive();
        }

        _manager.ReceiveTimeout = 200;
        Assert.Throws<SocketException>(Receive);
        _manager.ReceiveTimeout = (int)s_limit.TotalMilliseconds;
        Signal("CONT");
        Assert.Equal("WATCHDOG=1", Receive());
    }

    [Fact]
    public void A_watchdog_of_another_process_is_left_alone()
    {
        Start(InFolder(), ("WATCHDOG_USEC", "20000"), ("WATCHDOG_PID", "1"));
        Assert.Equal("READY=1", Receive());

        // Far more signs would have come before this reply.
        using Peer peer = Peer.Connect(Socket);
        Assert.Equal("{\"return\": {\"exitcode\": 0, \"exited\": true}}", Execute(peer, "sleep 0.2"));
        Assert.Equal(0, _manager.Available);
    }

    [Fact]
    public void Programs_do_not_speak_for_the_agent()
    {
        Start(InFolder(), ("WATCHDOG_USEC", "60000000"), ("WATCHDOG_PID", "1"));
        Assert.Equal("READY=1", Receive());
        using Peer peer = Peer.Connect(Socket);

        string ended = Execute(peer, "test -z $NOTIFY_SOCKET$WATCHDOG_USEC$WATCHDOG_PID");

        Assert.Equal("{\"return\": {\"exitcode\": 0, \"exited\": true}}", ended);
    }

    [Theory]
    [InlineData("/nowhere/notify")]
    [InlineData("relative")]
    [InlineData("")]
    public void A_manager_that_cannot_be_told_does_no_harm(string address)
    {
        Start(address, ("WATCHDOG_USEC", "1000"));

        Assert.True(Listening.Begins(Socket, s_limit));
        using Peer peer = Peer.Connect(Socket);
        Assert.Equal("{\"return\": {}}", peer.Ask("{\"execute\": \"guest-ping\"}"));
    }

    private string InFolder()
    {
        string path = _folder.File("notify");
        _manager.Bind(new UnixDomainSocketEndPoint(path));
        return path;
    }

    private string Abstract()
    {
        string name = $"qga-test-{Guid.NewGuid():N}";
        _manager.Bind(new UnixDomainSocketEndPoint($"\0{name}"));
        return $"@{name}";
    }

    private void Start(string address, params (string Name, string Value)[] variables)
    {
        Assert.SkipWhen(AgentUnderTest.Ours is null, "QGA_AGENT does not name our agent");
        ProcessStartInfo start = new(AgentUnderTest.Ours!.Program, ["-m", "unix-listen", "-p", Socket, "-t", _folder.Path]);
        start.Environment["NOTIFY_SOCKET"] = address;
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        _agent = Process.Start(start)!;
    }

    private void Signal(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", _agent!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private string Receive()
    {
        byte[] buffer = new byte[256];
        return Encoding.ASCII.GetString(buffer, 0, _manager.Receive(buffer));
    }

    private static string Execute(Peer peer, string script)
    {
        string started = peer.Ask($$$"""{"execute": "guest-exec", "arguments": {"path": "/bin/sh", "arg": ["-c", "{{{script}}}"]}}""")!;
        string request = $$$"""{"execute": "guest-exec-status", "arguments": {"pid": {{{JsonNode.Parse(started)!["return"]!["pid"]}}}}}""";
        string status = "";
        Assert.True(SpinWait.SpinUntil(() => (status = peer.Ask(request)!).Contains("exitcode", StringComparison.Ordinal), s_limit));
        return status;
    }
}
