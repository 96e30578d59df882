
namespace Qga.Client;

/// <summary>
/// A client of a QEMU guest agent: one method for each command, generated from the schema. One call runs at a time; others wait their turn in the
/// order in which they came. How long a call waits for its turn is bounded only by its cancellation token, from then on by
/// <see cref="GuestAgentClientOptions"/>. All members may be used from any thread.
/// </summary>
public sealed partial class GuestAgentClient : IAsyncDisposable
{
    private readonly IGuestLink _link;
    private readonly GuestAgentClientOptions _options;
    private readonly ReplyParser _parser = new();
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Uses a link. Nothing is sent before the first call.</summary>
    /// <param name="link">The link, which is disposed of with the client.</param>
    /// <param name="options">How long to wait; null: the defaults.</param>
    public GuestAgentClient(IGuestLink link, GuestAgentClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(link);
        _link = link;
        _options = options ?? new();
    }

    /// <summary>Uses a stream that is open already, through a <see cref="StreamLink"/> with its defaults. Nothing is sent before the first call.</summary>
    /// <param name="stream">The stream, which is closed with the client. A write to it must end when it is cancelled.</param>
    /// <param name="options">How long to wait; null: the defaults.</param>
    public GuestAgentClient(Stream stream, GuestAgentClientOptions? options = null)
        : this(new StreamLink(stream), options)
    {
    }

    /// <summary>
    /// Connects to a unix socket, of QEMU's character device on the host or of an agent that listens, and waits until the agent answers.
    /// </summary>
    /// <param name="path">The socket.</param>
    /// <param name="options">How long to wait; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The client.</returns>
    /// <exception cref="ArgumentException">The path is empty, or longer than a socket's address.</exception>
    /// <exception cref="GuestAgentConnectionException">There is no such socket, nobody listens, or the connection was closed at once.</exception>
    /// <exception cref="GuestAgentTimeoutException">No agent answers.</exception>
    public static async Task<GuestAgentClient> ConnectAsync(
        string path, GuestAgentClientOptions? options = null, CancellationToken cancellationToken = default) =>
        new(await StreamLink.ConnectUnixAsync(path, cancellationToken: cancellationToken).ConfigureAwait(false), options);

    /// <summary>Disposes of the link. A call that still waits ends with <see cref="GuestAgentConnectionException"/>.</summary>
    /// <returns>When it is done.</returns>
    public ValueTask DisposeAsync() => _link.DisposeAsync();
}
