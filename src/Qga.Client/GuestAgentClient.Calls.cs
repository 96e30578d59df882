using System.Buffers;
using Qapi.Runtime.Calling;
using Qapi.Runtime.Reading;
using Qga.Protocol.Envelope;

namespace Qga.Client;

public sealed partial class GuestAgentClient
{
    /// <summary>Calls any command, also one that this client has no method for.</summary>
    /// <typeparam name="T">The type of its result.</typeparam>
    /// <param name="command">
    /// The command; a name alone is one that is not slow. It has to answer when it succeeds: for others there is <see cref="SendAsync"/>.
    /// </param>
    /// <param name="arguments">Writes its arguments; null: none.</param>
    /// <param name="result">Reads its result.</param>
    /// <param name="cancellationToken">Ends the wait; the guest may still act.</param>
    /// <returns>The result.</returns>
    /// <exception cref="GuestAgentRefusedException">The agent answered with an error.</exception>
    /// <exception cref="GuestAgentConnectionException">The connection is lost.</exception>
    /// <exception cref="GuestAgentReplyException">The reply made no sense.</exception>
    /// <exception cref="GuestAgentTimeoutException">No reply came in time.</exception>
    public Task<T> CallAsync<T>(
        RemoteCommand command, ArgumentsWriter? arguments, ValueReader<T> result, CancellationToken cancellationToken = default) =>
        ExchangeAsync(
            command.Name,
            arguments,
            command.IsSlow ? _options.SlowCallTimeout : _options.CallTimeout,
            isAnswered: true,
            reply => ReadResult(reply, result),
            cancellationToken);

    /// <summary>Calls any command whose result does not matter.</summary>
    /// <inheritdoc cref="CallAsync{T}" path="/param|/exception"/>
    /// <returns>When it is done.</returns>
    public Task CallAsync(RemoteCommand command, ArgumentsWriter? arguments, CancellationToken cancellationToken = default) =>
        CallAsync<JsonNull>(command, arguments, Ignore, cancellationToken);

    /// <summary>
    /// Calls a command that answers only if it fails, as a shutdown does. The command counts as done when the link knows that it went well, after
    /// <see cref="GuestAgentClientOptions.SilenceTimeout"/>, or when the connection ends.
    /// </summary>
    /// <inheritdoc cref="CallAsync{T}" path="/param|/exception"/>
    /// <returns>When it is done, or at least not refused.</returns>
    public Task SendAsync(RemoteCommand command, ArgumentsWriter? arguments, CancellationToken cancellationToken = default) =>
        ExchangeAsync(command.Name, arguments, _options.SilenceTimeout, isAnswered: false, ReadSilence, cancellationToken);

    // The link's memory is valid only until the next exchange, so that the reply is read before the turn ends.
    private async Task<T> ExchangeAsync<T>(
        string command,
        ArgumentsWriter? arguments,
        TimeSpan timeout,
        bool isAnswered,
        Func<ReadOnlyMemory<byte>, T> read,
        CancellationToken cancellationToken)
    {
        ArrayBufferWriter<byte> text = new();
        RequestWriter.Write(text, command, arguments);

        // A semaphore lets those that wait asynchronously pass in the order in which they came.
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            LinkRequest request = new(command, text.WrittenMemory, timeout, isAnswered);
            return read(await _link.ExchangeAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (GuestAgentReplyException)
        {
            _link.Resynchronize();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private T ReadResult<T>(ReadOnlyMemory<byte> text, ValueReader<T> result)
    {
        ReceivedReply reply = _parser.Parse(text.Span);
        if (reply.Error is not null)
        {
            throw new GuestAgentRefusedException(reply.Error);
        }

        return result(reply.Result, out T value) is ReadFault fault ? throw new GuestAgentReplyException(fault.ToString()) : value;
    }

    // Older releases return something where newer ones return nothing, or the other way round.
    private static ReadFault? Ignore(ReadOnlySpan<byte> text, out JsonNull value)
    {
        value = default;
        return null;
    }

    private JsonNull ReadSilence(ReadOnlyMemory<byte> text)
    {
        if (text.IsEmpty)
        {
            return default;
        }

        ReceivedReply reply = _parser.Parse(text.Span);
        throw reply.Error is null
            ? new GuestAgentReplyException("a result where none is due")
            : new GuestAgentRefusedException(reply.Error);
    }
}
