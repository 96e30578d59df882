using Qapi.Runtime.Calling;
using Qapi.Runtime.Reading;
using Qga.Protocol.Envelope;

namespace Qga.Monitor;

public sealed partial class MonitorClient
{
    /// <summary>Calls any command, also one that this client has no method for.</summary>
    /// <typeparam name="T">The type of its result.</typeparam>
    /// <param name="command">The command; a name alone is one that is not slow.</param>
    /// <param name="arguments">Writes its arguments; null: none.</param>
    /// <param name="result">Reads its result.</param>
    /// <param name="cancellationToken">Ends the wait; QEMU may still act. The client goes on.</param>
    /// <returns>The result.</returns>
    /// <exception cref="MonitorRefusedException">QEMU answered with an error.</exception>
    /// <exception cref="MonitorConnectionException">The connection is lost.</exception>
    /// <exception cref="MonitorReplyException">The reply made no sense.</exception>
    /// <exception cref="MonitorTimeoutException">No reply came in time.</exception>
    public async Task<T> CallAsync<T>(
        RemoteCommand command, ArgumentsWriter? arguments, ValueReader<T> result, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        TimeSpan limit = command.IsSlow ? _options.SlowCallTimeout : _options.CallTimeout;
        return ReadResult(await _connection.ExchangeAsync(command.Name, arguments, limit, cancellationToken).ConfigureAwait(false), result);
    }

    /// <summary>Calls any command whose result does not matter.</summary>
    /// <inheritdoc cref="CallAsync{T}" path="/param|/exception"/>
    /// <returns>When it is done.</returns>
    public Task CallAsync(RemoteCommand command, ArgumentsWriter? arguments, CancellationToken cancellationToken = default) =>
        CallAsync<JsonNull>(command, arguments, Ignore, cancellationToken);

    private static T ReadResult<T>(byte[] text, ValueReader<T> result)
    {
        // The connection has read it once, so that there is no fault.
        _ = ReceivedReply.Read(text, out ReceivedReply reply);
        if (reply.Error is not null)
        {
            throw new MonitorRefusedException(reply.Error);
        }

        return result(reply.Result, out T value) is { } fault ? throw new MonitorReplyException(fault.ToString()) : value;
    }

    private static ReadFault? Ignore(ReadOnlySpan<byte> text, out JsonNull value)
    {
        value = default;
        return null;
    }
}
