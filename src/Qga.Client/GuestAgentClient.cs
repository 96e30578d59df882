using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

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
    private readonly CallTurns _turns;
    private readonly ILogger _logger;

    /// <summary>Uses a link. Nothing is sent before the first call.</summary>
    /// <param name="link">The link, which is disposed of with the client.</param>
    /// <param name="options">How long to wait; null: the defaults.</param>
    public GuestAgentClient(IGuestLink link, GuestAgentClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(link);
        _link = link;
        _options = options ?? new();
        _turns = new(link.CanPipeline);
        _logger = _options.LoggerFactory?.CreateLogger("Qga.Client") ?? NullLogger.Instance;
    }

    /// <summary>
    /// Uses an address. The first call connects, and a call after the connection was lost connects anew: the client stays usable for as long as the
    /// guest comes back.
    /// </summary>
    /// <param name="address">Where the agent is reached.</param>
    /// <param name="options">How long to wait; null: the defaults.</param>
    public GuestAgentClient(GuestAddress address, GuestAgentClientOptions? options = null)
        : this(new ReconnectingLink(address ?? throw new ArgumentNullException(nameof(address)), (options ?? new()).Stream), options) =>
        Address = address;

    /// <summary>
    /// Uses a stream that is open already, through a <see cref="StreamLink"/> with <see cref="GuestAgentClientOptions.Stream"/>. Nothing is sent
    /// before the first call.
    /// </summary>
    /// <param name="stream">The stream, which is closed with the client. A write to it must end when it is cancelled.</param>
    /// <param name="options">How long to wait; null: the defaults.</param>
    public GuestAgentClient(Stream stream, GuestAgentClientOptions? options = null)
        : this(new StreamLink(stream, (options ?? new()).Stream), options)
    {
    }

    /// <summary>Where the agent is reached; null for a client over a link or stream of the caller's.</summary>
    public GuestAddress? Address { get; }

    /// <summary>
    /// Connects, and waits until the agent answers. Through libvirt, which opens no connection of its own to the agent, only the guest is looked up.
    /// </summary>
    /// <param name="address">Where the agent is reached.</param>
    /// <param name="options">How long to wait; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The client, which connects anew when the connection is lost.</returns>
    /// <exception cref="GuestUnreachableException">There is no such guest or socket, nobody listens, or no agent answers; derived types say which.</exception>
    public static async Task<GuestAgentClient> ConnectAsync(
        GuestAddress address, GuestAgentClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        GuestAgentClient client = new(address, options);
        try
        {
            await ((ReconnectingLink)client._link).OpenAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Connects to an address in its text form, and waits until the agent answers.</summary>
    /// <param name="address">Where the agent is reached, as <see cref="GuestAddress.Parse"/> reads it: a path with a slash is a unix socket.</param>
    /// <param name="options">How long to wait; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The client, which connects anew when the connection is lost.</returns>
    /// <exception cref="FormatException">The text is no address.</exception>
    /// <exception cref="GuestUnreachableException">There is no such guest or socket, nobody listens, or no agent answers; derived types say which.</exception>
    public static Task<GuestAgentClient> ConnectAsync(
        string address, GuestAgentClientOptions? options = null, CancellationToken cancellationToken = default) =>
        ConnectAsync(GuestAddress.Parse(address), options, cancellationToken);

    /// <summary>Disposes of the link. A call that still waits ends with <see cref="GuestConnectionLostException"/>.</summary>
    /// <returns>When it is done.</returns>
    public ValueTask DisposeAsync() => _link.DisposeAsync();
}
