using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Qga.Agent.Dispatch;
using Qga.Agent.Generated;
using Qga.Agent.Linux.Channels;
using Qga.Agent.Linux.Commands.File;
using Qga.Agent.Linux.Loop;
using Qga.Agent.Linux.State;
using Qga.Agent.Linux.Tests.Support;
using Qga.Agent.Policy;
using Qga.Agent.Sessions;

namespace Qga.Agent.Linux.Tests.Channels;

/// <summary>What is asked for again and again, from the socket to the socket, makes no garbage once it has been asked for a few times.</summary>
public sealed class AllocationTests : IDisposable
{
    private const int Repetitions = 200;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qga-");
    private readonly EventLoop _loop = new();
    private readonly LoopThreads _threads;
    private readonly ManualResetEventSlim _ended = new();
    private readonly Socket _client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly byte[] _received = new byte[1 << 20];

    public AllocationTests()
    {
        FreezeState freeze = new(new FreezeMarker(_folder.FullName));
        CommandPolicy policy = new([], [], freeze);
        CommandTable table = ServedSocket.Table(policy, new FileCommands(new HandleCounter(_folder.FullName, () => 0), TimeSpan.FromSeconds(30)));
        string path = Path.Combine(_folder.FullName, "ga.sock");
        SessionSettings sessions = new(MappedPages.Allocate, new(SessionSettings.RequestByteLimit), Deadlines.Standard);

        // All on one thread, so that its counter tells of all.
        _threads = new(_loop, _ => _ended.Set(), leadTime: TimeSpan.FromHours(1));
        ChannelContext context = new(_loop, _threads, new(new Dispatcher(table, policy)), sessions, static () => { });
        _ = new Listener(context, ChannelSocket.ListenUnix(path, out _)!, servesAnyCid: false);
        new Thread(_threads.Run).Start();
        _client.Connect(new UnixDomainSocketEndPoint(path));
    }

    [Fact]
    public void Ping() => AllocatesNothing("""{"execute":"guest-ping","id":1}""");

    [Fact]
    public void Sync() => AllocatesNothing("""{"execute":"guest-sync","arguments":{"id":1234567890}}""");

    [Fact]
    public void Delimited_sync() => AllocatesNothing("""{"execute":"guest-sync-delimited","arguments":{"id":1234567890}}""");

    [Theory]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(300_000)]
    public void File_read(int count) =>
        AllocatesNothing($$$"""{"execute":"guest-file-read","arguments":{"handle":{{{Open("/dev/zero", "r")}}},"count":{{{count}}}}}""");

    [Theory]
    [InlineData(100)]
    [InlineData(4096)]
    [InlineData(300_000)]
    public void File_write(int count)
    {
        string payload = Convert.ToBase64String(new byte[count]);
        AllocatesNothing($$$"""{"execute":"guest-file-write","arguments":{"handle":{{{Open("/dev/null", "w")}}},"buf-b64":"{{{payload}}}"}}""");
    }

    public void Dispose()
    {
        _loop.Post(() => _loop.Stop(0));
        _ended.Wait();
        _threads.Dispose();
        _client.Dispose();
        _loop.Dispose();
        _folder.Delete(recursive: true);
    }

    private long Open(string path, string mode)
    {
        string reply = Call(Encoding.UTF8.GetBytes($$$"""{"execute":"guest-file-open","arguments":{"path":"{{{path}}}","mode":"{{{mode}}}"}}"""));
        return long.Parse(reply.AsSpan(reply.IndexOf(':', StringComparison.Ordinal) + 1).Trim("} \n"), CultureInfo.InvariantCulture);
    }

    private void AllocatesNothing(string request)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(request);
        Repeat(bytes);

        // The runtime itself may allocate once, when it compiles a method anew.
        long allocated = 0;
        for (int attempt = 0; attempt < 5; attempt++)
        {
            long before = Allocated();
            Repeat(bytes);
            allocated = Allocated() - before;
            if (allocated == 0)
            {
                return;
            }
        }

        Assert.Equal(0, allocated);
    }

    private void Repeat(byte[] request)
    {
        for (int i = 0; i < Repetitions; i++)
        {
            Assert.StartsWith("{\"return\"", Call(request).TrimStart('\xFF'), StringComparison.Ordinal);
        }
    }

    private string Call(byte[] request)
    {
        for (int sent = 0; sent < request.Length;)
        {
            sent += _client.Send(request.AsSpan(sent));
        }

        int length = 0;
        do
        {
            length += _client.Receive(_received.AsSpan(length));
        }
        while (_received[length - 1] != '\n');
        return Encoding.Latin1.GetString(_received, 0, length);
    }

    // Of the loop's thread.
    private long Allocated()
    {
        long bytes = 0;
        using ManualResetEventSlim told = new();
        _loop.Post(() =>
        {
            bytes = GC.GetAllocatedBytesForCurrentThread();
            told.Set();
        });
        Assert.True(told.Wait(TimeSpan.FromSeconds(30)));
        return bytes;
    }
}
