using Qapi.Runtime.Serving;
using Qga.Agent.Sessions;

namespace Qga.Conformance.InProcess;

/// <summary>A client's end of a session in this process. Whatever is sent is dealt with before <see cref="Send(ReadOnlySpan{byte})"/> returns.</summary>
internal sealed class SessionClient : IClientEnd, IPeer, ICallOwner
{
    private readonly Session _session;
    private readonly Queue<string> _lines = [];
    private readonly LineSplitter _splitter;
    private readonly SessionCaller _caller = new();
    private ReadOnlyMemory<byte> _unread;
    private bool _isFinished;
    private bool _hasEnded;

    /// <summary>Begins a session.</summary>
    /// <param name="executor">What is behind it.</param>
    /// <param name="settings">What all sessions share.</param>
    public SessionClient(CallExecutor executor, SessionSettings settings)
    {
        _splitter = new(_lines.Enqueue);
        _session = new(this, executor, this, settings);
    }

    /// <inheritdoc/>
    public int LinesSent { get; private set; }

    /// <inheritdoc/>
    Caller ICallOwner.Caller => _caller;

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        LinesSent += bytes.Count((byte)'\n');
        _unread = bytes.ToArray();
        Drive();
    }

    /// <inheritdoc/>
    public void FinishSending()
    {
        _isFinished = true;
        Drive();
    }

    /// <inheritdoc/>
    public string? Read(TimeSpan limit) => _lines.TryDequeue(out string? line) ? line : null;

    /// <inheritdoc/>
    public bool HasEnded(TimeSpan limit) => _hasEnded && _lines.Count == 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _caller.Leave();
    }

    /// <inheritdoc/>
    int IPeer.Receive(Span<byte> buffer)
    {
        if (_unread.IsEmpty)
        {
            return _isFinished ? 0 : IPeer.WouldBlock;
        }

        int count = Math.Min(buffer.Length, _unread.Length);
        _unread.Span[..count].CopyTo(buffer);
        _unread = _unread[count..];
        return count;
    }

    /// <inheritdoc/>
    int IPeer.Send(ReadOnlySpan<byte> bytes)
    {
        _splitter.Append(bytes);
        return bytes.Length;
    }

    /// <inheritdoc/>
    PeerState IPeer.WaitForRoom() => PeerState.Ready;

    /// <inheritdoc/>
    void ICallOwner.Complete(PendingCall call) => throw new NotSupportedException("Calls run where they arrive.");

    /// <inheritdoc/>
    void ICallOwner.Refuse(PendingCall call) => throw new NotSupportedException("Calls run where they arrive.");

    /// <inheritdoc/>
    void ICallOwner.Continue(PendingCall call) => throw new NotSupportedException("Calls run where they arrive.");

    private void Drive()
    {
        int budget = Session.Share;
        int received = 1;
        while (received > 0)
        {
            SessionStep step = _session.Advance(ref budget);
            if (step != SessionStep.Receive || _unread.IsEmpty)
            {
                _session.Output.Flush(isWhole: true);
            }

            switch (step)
            {
                case SessionStep.Receive:
                    received = _session.Receive(out _);
                    break;
                case SessionStep.Call:
                    RunCall();
                    break;
                case SessionStep.Pause:
                    budget = Session.Share;
                    break;
            }
        }

        _hasEnded = received == 0;
    }

    private void RunCall()
    {
        PendingCall call = _session.Call;
        call.Output.Call = call;
        call.Run();
        if (call.Deferred is { } deferred)
        {
            deferred.Expedite();
            call.Run();
        }

        _session.EndCall();
    }

    private sealed class SessionCaller : Caller
    {
        private Action? _gone;

        public override string Peer => "a client in the same process";

        public override void OnGone(Action action) => _gone += action;

        public void Leave() => _gone?.Invoke();
    }
}
