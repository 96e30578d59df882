using System.Collections.Concurrent;
using Qga.Agent.Linux.Tests.Support;
using Qga.Agent.Logging;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Tests.Channels;

[Collection("the process's log")]
public sealed class ListenerTests
{
    [Fact]
    public void That_there_is_no_memory_for_peers_is_reported_once_until_one_is_served()
    {
        Lines lines = new();
        Log.Configure(lines);
        FullEpoll epoll = new();
        using ServedSocket socket = new(epoll: epoll);
        for (int round = 1; round <= 2; round++)
        {
            epoll.IsFull = true;
            for (int i = 0; i < 3; i++)
            {
                using Peer refused = socket.Connect();
                Assert.Null(refused.ReadLine());
            }

            Assert.Equal(round, lines.Count);
            epoll.IsFull = false;
            using Peer served = socket.Connect();
            Assert.Equal("{\"return\": {}}", served.Ask("{\"execute\":\"guest-ping\"}"));
        }
    }

    private sealed class FullEpoll : EpollSet
    {
        private volatile bool _isFull;

        public bool IsFull { get => _isFull; set => _isFull = value; }

        public override Errno Add(SafeDescriptor watched, uint interest, int key) =>
            IsFull ? throw new InsufficientMemoryException() : base.Add(watched, interest, key);
    }

    private sealed class Lines : ILogDestination
    {
        private readonly ConcurrentQueue<string> _lines = [];

        public int Count => _lines.Count(static line => line.EndsWith("error accepting a connection: Cannot allocate memory\n", StringComparison.Ordinal));

        public void WriteLine(string line) => _lines.Enqueue(line);

        public void WriteAudit(string text)
        {
        }
    }
}
