using Qapi.Runtime.Reading;

namespace Qga.Monitor;

/// <summary>
/// A client of QEMU's monitor, which is reached through a socket that speaks QMP: one method for each command, generated from the schema, and the
/// machine's events. Calls may run at the same time; QEMU answers them in order. All members may be used from any thread.
/// </summary>
/// <remarks>
/// QEMU serves one client of a monitor at a time. Where libvirt or another manager holds the monitor, give QEMU a second one (<c>-qmp</c> may be
/// repeated), or ask that manager.
/// </remarks>
public sealed partial class MonitorClient : IAsyncDisposable
{
    private readonly MonitorConnection _connection;
    private readonly MonitorClientOptions _options;

    private MonitorClient(MonitorConnection connection, MonitorClientOptions options, VersionInfo version) =>
        (_connection, _options, Version) = (connection, options, version);

    /// <summary>The release of QEMU, as it said when it greeted.</summary>
    public VersionInfo Version { get; }

    /// <summary>Connects to a monitor's unix socket, and negotiates.</summary>
    /// <param name="path">The socket.</param>
    /// <param name="options">How long to wait; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The client.</returns>
    /// <exception cref="ArgumentException">The path is empty, or longer than a socket's address.</exception>
    /// <exception cref="MonitorUnreachableException">There is no such socket, nobody listens, or what listens does not speak QMP.</exception>
    /// <exception cref="MonitorTimeoutException">No greeting came: as a rule because QEMU serves another client.</exception>
    /// <exception cref="MonitorConnectionException">The connection was closed at once.</exception>
    /// <exception cref="MonitorRefusedException">QEMU refused to negotiate.</exception>
    public static Task<MonitorClient> ConnectAsync(
        string path, MonitorClientOptions? options = null, CancellationToken cancellationToken = default) =>
        WithinAsync(
            options ?? new(),
            path,
            async (chosen, token) =>
                await NegotiateAsync(await UnixSocket.ConnectAsync(path, token).ConfigureAwait(false), chosen, token).ConfigureAwait(false),
            cancellationToken);

    /// <summary>Uses a stream to a monitor that is open already, and negotiates.</summary>
    /// <param name="stream">The stream, which is closed with the client, and if this fails.</param>
    /// <param name="options">How long to wait; null: the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The client.</returns>
    /// <exception cref="MonitorUnreachableException">What is at the other end does not speak QMP.</exception>
    /// <exception cref="MonitorTimeoutException">No greeting came: as a rule because QEMU serves another client.</exception>
    /// <exception cref="MonitorConnectionException">The connection was closed at once.</exception>
    /// <exception cref="MonitorRefusedException">QEMU refused to negotiate.</exception>
    public static Task<MonitorClient> ConnectAsync(
        Stream stream, MonitorClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return WithinAsync(options ?? new(), "the monitor", (chosen, token) => NegotiateAsync(stream, chosen, token), cancellationToken);
    }

    /// <summary>Closes the connection. A call or a subscription that still waits ends with <see cref="MonitorConnectionException"/>.</summary>
    /// <returns>When it is done.</returns>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static async Task<MonitorClient> WithinAsync(
        MonitorClientOptions options,
        string place,
        Func<MonitorClientOptions, CancellationToken, Task<MonitorClient>> connect,
        CancellationToken cancellationToken)
    {
        using CancellationTokenSource timed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timed.CancelAfter(options.ConnectTimeout);
        try
        {
            return await connect(options, timed.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MonitorTimeoutException(FormattableString.Invariant(
                $"{place} did not greet within {options.ConnectTimeout.TotalSeconds} s: QEMU serves one client at a time, and another may be connected"));
        }
    }

    private static async Task<MonitorClient> NegotiateAsync(Stream stream, MonitorClientOptions options, CancellationToken cancellationToken)
    {
        try
        {
            MessageReader messages = new(stream);
            ReadOnlyMemory<byte> first = await messages.ReadAsync(cancellationToken).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            VersionInfo version = Greeting.Read(first.Span) ?? throw new InvalidDataException("its first message is no greeting");
            MonitorConnection connection = new(stream, messages);
            byte[] reply = await connection.ExchangeAsync("qmp_capabilities", null, Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
            ReadResult<JsonNull>(reply, Ignore);
            return new(connection, options, version);
        }
        catch (InvalidDataException fault)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw new MonitorUnreachableException($"what listens there does not speak QMP: {fault.Message}", fault);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
