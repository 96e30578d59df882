using System.Net.Sockets;

namespace Qga.Client;

/// <summary>
/// A client of QEMU's guest agent, or of this project's: one method for each command, made from the schema. One call runs at a time, others wait
/// their turn in the order in which they came. The client finds out by itself where the agent's replies begin: before the first call, and again
/// after a call that was given up, so that neither what an earlier client left behind nor a late reply is ever taken for an answer.
/// </summary>
public sealed partial class GuestAgentClient : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly GuestAgentClientOptions _options;
    private readonly ReplyReader _replies;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isSynchronized;
    private Exception? _lost;

    /// <summary>Uses a connection that is open already. Nothing is sent before the first call.</summary>
    /// <param name="stream">The connection, closed with the client. A write must end when it is cancelled.</param>
    /// <param name="options">How to deal with the agent; null: the defaults.</param>
    public GuestAgentClient(Stream stream, GuestAgentClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _options = options ?? new();
        _replies = new(stream, _options.MaxReplyLength);
    }

    /// <summary>Connects to a unix socket, of QEMU's character device on the host or of an agent that listens, and synchronizes.</summary>
    /// <param name="path">The socket.</param>
    /// <param name="options">How to deal with the agent; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The client.</returns>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="GuestAgentTimeoutException">No agent answers.</exception>
    /// <exception cref="GuestAgentConnectionException">The connection was closed at once.</exception>
    public static async Task<GuestAgentClient> ConnectAsync(
        string path, GuestAgentClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        GuestAgentClient client;
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            client = new(new NetworkStream(socket, ownsSocket: true), options);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        try
        {
            await client.SynchronizeAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes the connection. A call that still waits ends with <see cref="GuestAgentConnectionException"/>.</summary>
    /// <returns>When it is closed.</returns>
    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
