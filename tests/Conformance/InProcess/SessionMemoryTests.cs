using System.Text;
using Qapi.Runtime.Serving;
using Qga.Agent.Dispatch;
using Qga.Agent.Sessions;
using Qga.Protocol.Limits;

namespace Qga.Conformance.InProcess;

/// <summary>A session that gets no memory in the middle of a call goes on with what it has.</summary>
public sealed class SessionMemoryTests : IDisposable
{
    private const string Requests = """
        {"execute":"guest-get-osinfo","id":1}
        {"execute":"guest-ping","id":2}

        """;

    private readonly ScriptedPeer _peer = new(Requests);
    private readonly Session _session;
    private int _buffersLeft = 2;

    public SessionMemoryTests()
    {
        SessionSettings settings = new(
            length => _buffersLeft-- > 0 ? new HeapMemory(length) : throw new InsufficientMemoryException(),
            new Budget(SessionSettings.RequestByteLimit),
            Deadlines.Standard);
        _session = new(_peer, InProcessAgent.Start([]), _peer, settings);
        int budget = Session.Share;
        Assert.Equal(SessionStep.Receive, _session.Advance(ref budget));
        _session.Receive(out _);
        Assert.Equal(SessionStep.Call, _session.Advance(ref budget));
    }

    public void Dispose()
    {
        _buffersLeft = int.MaxValue;
        _session.Dispose();
    }

    [Fact]
    public void Input_that_cannot_be_taken_stays_with_the_call()
    {
        Assert.False(_session.TryTakeInput());
        AssertGoesOn();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Call_that_cannot_be_left_goes_on(int buffers)
    {
        _buffersLeft = buffers;
        Assert.False(_session.TryLeaveCall());
        Assert.False(_session.Call.IsAbandoned);
        AssertGoesOn();
    }

    [Fact]
    public void Call_is_left_once_there_is_memory()
    {
        Assert.False(_session.TryLeaveCall());
        _buffersLeft = 2;
        PendingCall left = _session.Call;
        Assert.True(_session.TryLeaveCall());
        Assert.True(left.IsAbandoned);
        int budget = Session.Share;
        Assert.Equal(SessionStep.Receive, _session.Advance(ref budget));
        _session.Output.Flush(isWhole: true);
        Assert.Equal("{\"return\": {}, \"id\": 2}\n", _peer.Sent);
    }

    private void AssertGoesOn()
    {
        _session.Output.Call = _session.Call;
        _session.Call.Run();
        _session.EndCall();
        int budget = Session.Share;
        Assert.Equal(SessionStep.Receive, _session.Advance(ref budget));
        _session.Output.Flush(isWhole: true);
        string[] replies = _peer.Sent.Split('\n');
        Assert.Contains("\"id\": 1", replies[0], StringComparison.Ordinal);
        Assert.Equal("{\"return\": {}, \"id\": 2}", replies[1]);
    }

    private sealed class ScriptedPeer(string said) : IPeer, ICallOwner
    {
        private byte[] _left = Encoding.ASCII.GetBytes(said);

        public string Sent { get; private set; } = "";

        public Caller Caller => null!;

        public int Receive(Span<byte> buffer)
        {
            int count = _left.Length;
            _left.CopyTo(buffer);
            _left = [];
            return count > 0 ? count : IPeer.WouldBlock;
        }

        public int Send(ReadOnlySpan<byte> bytes)
        {
            Sent += Encoding.ASCII.GetString(bytes);
            return bytes.Length;
        }

        public PeerState WaitForRoom() => PeerState.Ready;

        public void Complete(PendingCall call) => throw new InvalidOperationException();

        public void Refuse(PendingCall call) => throw new InvalidOperationException();

        public void Continue(PendingCall call) => throw new InvalidOperationException();
    }
}
