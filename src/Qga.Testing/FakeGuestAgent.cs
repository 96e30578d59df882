using Qga.Client;

namespace Qga.Testing;

/// <summary>
/// A guest agent in the test's own process. It speaks the protocol as QEMU's agent does: it synchronizes, answers guest-ping and guest-info, freezes and
/// thaws, refuses most commands while frozen, and answers others as the test has said. <see cref="Script"/> makes it fail at any request.
/// All members may be used from any thread.
/// </summary>
/// <example>
/// <code>
/// await using FakeGuestAgent agent = new();
/// agent.SetResult("guest-get-host-name", """{"host-name": "web1"}""");
/// await using GuestAgentClient client = new(agent.Connect());
/// </code>
/// </example>
public sealed partial class FakeGuestAgent : IAsyncDisposable
{
    private readonly CancellationTokenSource _disposing = new();
    private readonly TimeProvider _clock;
    private readonly RequestLog _requests = new();
    private readonly CommandTable _commands;
    private readonly ConnectionSet _connections;
    private UnixListener? _listener;

    /// <summary>Starts an agent. Nothing leads to it before <see cref="Connect"/> or <see cref="Listen"/>.</summary>
    /// <param name="timeProvider">The clock of the delays; null: the system's.</param>
    public FakeGuestAgent(TimeProvider? timeProvider = null)
    {
        _clock = timeProvider ?? TimeProvider.System;
        _commands = new(Freezing);
        Files = new(_commands);
        _connections = new(ServeAsync);
    }

    /// <summary>The guest's file systems, and whether they are frozen.</summary>
    public FakeFreezing Freezing { get; } = new();

    /// <summary>The guest's files, in memory.</summary>
    public FakeFiles Files { get; }

    /// <summary>Where the agent listens; null: nowhere.</summary>
    public UnixGuestAddress? Address { get; private set; }

    /// <summary>The release that guest-info tells; <c>10.2.2</c> at first.</summary>
    public string Version
    {
        get => _commands.Version;
        set => _commands.Version = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>
    /// Whether the agent hangs: it takes what is sent, and neither carries it out nor answers. What came meanwhile is lost.
    /// </summary>
    public bool IsSilent { get; set; }

    /// <summary>
    /// The requests received so far, in their order, those of which the reply was lost included. Synchronizing commands are left out; see
    /// <see cref="Synchronizations"/>.
    /// </summary>
    public IReadOnlyList<FakeRequest> Requests => _requests.Snapshot();

    /// <summary>How many times a client has synchronized.</summary>
    public int Synchronizations => _requests.Synchronizations;

    /// <summary>How many connections there have been.</summary>
    public int Connections => _connections.Count;

    /// <summary>Connects in memory.</summary>
    /// <returns>
    /// The client's end. It reads and writes as a socket does, and is to be closed by the client. Every call is a connection of its own.
    /// </returns>
    public Stream Connect()
    {
        ObjectDisposedException.ThrowIf(_disposing.IsCancellationRequested, this);
        (DuplexStream client, DuplexStream agent) = DuplexStream.CreatePair();
        _connections.Add(agent);
        return client;
    }

    /// <summary>Listens on a unix socket, so that a client that lost its connection can come again.</summary>
    /// <param name="path">The path of the socket, which must not exist; null: a new one in the folder for temporary files.</param>
    /// <returns>The address of the agent.</returns>
    /// <exception cref="InvalidOperationException">The agent listens already.</exception>
    /// <exception cref="IOException">The path cannot be used.</exception>
    public UnixGuestAddress Listen(string? path = null)
    {
        ObjectDisposedException.ThrowIf(_disposing.IsCancellationRequested, this);
        if (_listener is not null)
        {
            throw new InvalidOperationException("the agent listens already");
        }

        path ??= Path.Combine(Path.GetTempPath(), $"qga-fake-{Guid.NewGuid():N}");
        _listener = UnixListener.Start(path, _connections.Add);
        return Address = new(path);
    }

    /// <summary>Removes the socket. Connections that are open stay.</summary>
    /// <returns>When it is gone.</returns>
    public async Task StopListeningAsync()
    {
        if (Interlocked.Exchange(ref _listener, null) is { } listener)
        {
            Address = null;
            await listener.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Closes every connection that is open.</summary>
    /// <returns>When they are closed.</returns>
    public Task DisconnectAsync() => _connections.CloseAllAsync();

    /// <summary>Waits until a command was requested so many times since the agent's start. That it was carried out is not said.</summary>
    /// <param name="command">The command.</param>
    /// <param name="count">How many times, from 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The last of these requests.</returns>
    public Task<FakeRequest> WaitForRequestAsync(string command, int count = 1, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return _requests.WaitAsync(command, count, cancellationToken);
    }

    /// <summary>Ends the agent: the socket goes, the connections are closed, delays end.</summary>
    /// <returns>When it has ended.</returns>
    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync().ConfigureAwait(false);
        await StopListeningAsync().ConfigureAwait(false);
        await _connections.CloseAllAsync().ConfigureAwait(false);
    }

    private Task ServeAsync(Stream stream, int number) =>
        new Session(stream, number, _commands, _requests, _clock, () => IsSilent).RunAsync(_disposing.Token);
}
