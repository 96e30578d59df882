using System.Buffers;
using Qapi.Runtime.Calling;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;

namespace Qga.Client;

public sealed partial class GuestAgentClient
{
    /// <summary>Calls any command, also one that this client has no method for.</summary>
    /// <typeparam name="T">What it returns.</typeparam>
    /// <param name="command">The command, or just its name.</param>
    /// <param name="arguments">Its arguments; null: none.</param>
    /// <param name="result">Reads what it returns.</param>
    /// <param name="cancellationToken">Ends the wait; the guest may still act.</param>
    /// <returns>What it returned.</returns>
    /// <exception cref="GuestAgentRefusedException">The agent answered with an error.</exception>
    /// <exception cref="GuestAgentConnectionException">The connection is lost.</exception>
    /// <exception cref="GuestAgentReplyException">The reply made no sense.</exception>
    /// <exception cref="GuestAgentTimeoutException">No reply came in time.</exception>
    public async Task<T> CallAsync<T>(
        RemoteCommand command, ArgumentsWriter? arguments, ValueReader<T> result, CancellationToken cancellationToken = default)
    {
        var request = new ArrayBufferWriter<byte>();
        RequestWriter.Write(request, command.Name, arguments);
        using IDisposable turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        return await ExchangeAsync(command.Name, request.WrittenMemory, reply => Read(reply, result), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Calls any command whose result does not matter.</summary>
    /// <inheritdoc cref="CallAsync{T}" path="/param|/exception"/>
    /// <returns>When it is done.</returns>
    public Task CallAsync(RemoteCommand command, ArgumentsWriter? arguments, CancellationToken cancellationToken = default) =>
        CallAsync<JsonNull>(command, arguments, Ignore, cancellationToken);

    /// <summary>
    /// Calls a command that answers only if it fails. A <c>guest-sync</c> is sent right behind it: its reply shows that the command went well. If neither
    /// comes (the guest sleeps, or is down) the command counts as done too: after <see cref="GuestAgentClientOptions.SilenceTimeout"/>, or when the
    /// connection is closed.
    /// </summary>
    /// <inheritdoc cref="CallAsync{T}" path="/param|/exception"/>
    /// <returns>When it is done, or at least not refused.</returns>
    public async Task SendAsync(RemoteCommand command, ArgumentsWriter? arguments, CancellationToken cancellationToken = default)
    {
        long number = Random.Shared.NextInt64(1, 1L << 53);
        var request = new ArrayBufferWriter<byte>();
        RequestWriter.Write(request, command.Name, arguments);
        WriteSynchronization(request, "guest-sync", number);
        using IDisposable turn = await TakeTurnAsync(cancellationToken).ConfigureAwait(false);
        await EnsureSynchronizedAsync(cancellationToken).ConfigureAwait(false);
        _isSynchronized = false;
        await WithinAsync(_options.CallTimeout, command.Name, token => WriteAsync(request.WrittenMemory, token), cancellationToken).ConfigureAwait(false);
        try
        {
            await WithinAsync(
                _options.SilenceTimeout,
                command.Name,
                async token => EnsureSilence(await _replies.ReadAsync(token).ConfigureAwait(false), number),
                cancellationToken).ConfigureAwait(false);
            _isSynchronized = true;
        }
        catch (Exception quiet) when (quiet is GuestAgentTimeoutException or GuestAgentConnectionException)
        {
            // As it should be; what state the connection is in, the next call will see.
        }
    }

    private async Task<T> ExchangeAsync<T>(
        string command, ReadOnlyMemory<byte> request, Func<ReadOnlyMemory<byte>, T> read, CancellationToken cancellationToken)
    {
        await EnsureSynchronizedAsync(cancellationToken).ConfigureAwait(false);
        _isSynchronized = false;
        T result = default!;
        await WithinAsync(_options.CallTimeout, command, async token =>
        {
            await WriteAsync(request, token).ConfigureAwait(false);
            ReadOnlyMemory<byte> reply = await _replies.ReadAsync(token).ConfigureAwait(false);

            // From here on the agent has said what it had to say, be it a refusal.
            _isSynchronized = true;
            result = read(reply);
        }, cancellationToken).ConfigureAwait(false);
        return result;
    }

    private async ValueTask EnsureSynchronizedAsync(CancellationToken cancellationToken)
    {
        if (!_isSynchronized || _replies.HasRest)
        {
            await SynchronizeNowAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static T Read<T>(ReadOnlyMemory<byte> reply, ValueReader<T> result)
    {
        ReadOnlySpan<byte> value = Unwrap(reply.Span, out QapiError? error);
        if (error is not null)
        {
            throw new GuestAgentRefusedException(error);
        }

        return result(value, out T read) is ReadFault fault ? throw new GuestAgentReplyException(fault.ToString()) : read;
    }

    // Older releases return something where newer ones return nothing, or the other way round.
    private static ReadFault? Ignore(ReadOnlySpan<byte> text, out JsonNull value)
    {
        value = default;
        return null;
    }

    private static void EnsureSilence(ReadOnlyMemory<byte> reply, long number)
    {
        ReadOnlySpan<byte> value = Unwrap(reply.Span, out QapiError? error);
        if (error is not null)
        {
            throw new GuestAgentRefusedException(error);
        }

        if (JsonValue.ReadInt64(value, out long synchronized) is not null || synchronized != number)
        {
            throw new GuestAgentReplyException("a result where none is due");
        }
    }

    private static ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> reply, out QapiError? error)
    {
        error = null;
        ReadOnlySpan<byte> result = default;
        if (JsonText.KindOf(reply) == JsonKind.Object)
        {
            ObjectReader members = new(reply);
            while (members.Read())
            {
                if (members.Name.SequenceEqual("return"u8))
                {
                    result = members.Value;
                }
                else if (members.Name.SequenceEqual("error"u8))
                {
                    error = ReadError(members.Value);
                }
            }
        }

        return !result.IsEmpty || error is not null ? result : throw new GuestAgentReplyException("neither a result nor an error");
    }

    private static QapiError ReadError(ReadOnlySpan<byte> value)
    {
        string? kind = null;
        string? text = null;
        if (JsonText.KindOf(value) == JsonKind.Object)
        {
            ObjectReader members = new(value);
            while (members.Read())
            {
                if (members.Name.SequenceEqual("class"u8) && JsonText.KindOf(members.Value) == JsonKind.String)
                {
                    kind = JsonString.Decode(members.Value);
                }
                else if (members.Name.SequenceEqual("desc"u8) && JsonText.KindOf(members.Value) == JsonKind.String)
                {
                    text = JsonString.Decode(members.Value);
                }
            }
        }

        return kind is null || text is null ? throw new GuestAgentReplyException("an error without class or text") : new(kind, text);
    }
}
