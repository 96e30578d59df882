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
    /// <exception cref="GuestConnectionLostException">The connection ended; the command may have been carried out.</exception>
    /// <exception cref="GuestUnreachableException">The agent cannot be reached; the command was not sent.</exception>
    /// <exception cref="GuestAgentReplyException">The reply made no sense.</exception>
    /// <exception cref="GuestAgentTimeoutException">No reply came in time.</exception>
    public Task<T> CallAsync<T>(
        RemoteCommand command, ArgumentsWriter? arguments, ValueReader<T> result, CancellationToken cancellationToken = default) =>
        ExchangeAsync(
            new(command.Name, default, command.IsSlow ? _options.SlowCallTimeout : _options.CallTimeout),
            arguments,
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
        ExchangeAsync(new(command.Name, default, _options.SilenceTimeout, IsAnswered: false), arguments, ReadSilence, cancellationToken);

    /// <summary>Calls a command that may be sent before the replies to earlier ones of its kind have come.</summary>
    /// <param name="command">The command.</param>
    /// <param name="arguments">Writes its arguments, before this returns.</param>
    /// <param name="read">Reads the reply.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="expectedLength">How long the request becomes, as far as is known.</param>
    internal Task<T> CallPipelinedAsync<T>(
        RemoteCommand command, ArgumentsWriter? arguments, ReplyReader<T> read, CancellationToken cancellationToken, int expectedLength = 0) =>
        ExchangeAsync(new(command.Name, default, _options.CallTimeout, IsPipelined: true), arguments, read, cancellationToken, expectedLength);

    private async Task<T> ExchangeAsync<T>(
        LinkRequest request, ArgumentsWriter? arguments, ReplyReader<T> read, CancellationToken cancellationToken, int expectedLength = 0)
    {
        RequestText text = new(expectedLength);
        RequestWriter.Write(text, request.Command, arguments);
        request = request with { Text = text.Text };

        using CallObservation observation = new(_logger, request.Command, Address);
        try
        {
            T result = await _turns
                .RunAsync(request.IsPipelined, () => _link.ExchangeAsync(request, read, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            text.Release();
            observation.Succeed();
            return result;
        }
        catch (Exception problem)
        {
            observation.Fail(problem);
            throw;
        }
    }

    internal T ReadResult<T>(ReadOnlySpan<byte> text, ValueReader<T> result)
    {
        ReceivedReply reply = _parser.Parse(text);
        if (reply.Error is not null)
        {
            throw GuestAgentRefusedException.From(reply.Error);
        }

        return result(reply.Result, out T value) is ReadFault fault ? throw new GuestAgentReplyException(fault.ToString()) : value;
    }

    // Older releases return something where newer ones return nothing, or the other way round.
    private static ReadFault? Ignore(ReadOnlySpan<byte> text, out JsonNull value)
    {
        value = default;
        return null;
    }

    private JsonNull ReadSilence(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return default;
        }

        ReceivedReply reply = _parser.Parse(text);
        throw reply.Error is null
            ? new GuestAgentReplyException("a result where none is due")
            : GuestAgentRefusedException.From(reply.Error);
    }
}
