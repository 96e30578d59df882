using System.Buffers;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Serving;
using Qapi.Runtime.Writing;
using Qga.Agent.Generated;
using Qga.Agent.Policy;
using Qga.Protocol.Envelope;

namespace Qga.Agent.Dispatch;

/// <summary>From a request's text to its reply's.</summary>
/// <param name="table">The commands.</param>
/// <param name="policy">Which of them may run.</param>
internal sealed class Dispatcher(CommandTable table, CommandPolicy policy)
{
    /// <summary>Above this a request counts as one that may block, whatever its command: its id alone could keep the event loop busy.</summary>
    public const int ImmediateLimit = 64 << 10;

    /// <summary>Checks a request and finds its command; answers it if it cannot run.</summary>
    /// <param name="message">A validated JSON text.</param>
    /// <param name="reply">Where an error goes.</param>
    /// <param name="call">What is asked for.</param>
    /// <returns>Whether there is something to run.</returns>
    public bool TryAccept(ReadOnlySpan<byte> message, IBufferWriter<byte> reply, out Call call)
    {
        call = default;
        QapiError? error = Request.TryRead(message, out Request request);
        if (error is null)
        {
            if (table.Find(request.Execute) is { } command)
            {
                error = policy.Check(command);
                call = new(command, message, request);
            }
            else
            {
                error = CommandPolicy.Unknown(request.Execute);
            }
        }

        if (error is not null)
        {
            Protocol.Envelope.Reply.WriteError(reply, request.Id, error);
        }

        return error is null;
    }

    /// <summary>Whether a call is answered where it arrives, because nothing in it can block.</summary>
    /// <param name="call">The call.</param>
    /// <param name="messageLength">The length of its request in bytes.</param>
    public static bool IsImmediate(Call call, int messageLength) =>
        messageLength <= ImmediateLimit && call.Command.Immediate;

    /// <summary>Runs a command and writes its reply.</summary>
    /// <param name="call">From <see cref="TryAccept"/>.</param>
    /// <param name="message">The same text.</param>
    /// <param name="caller">Where it came from.</param>
    /// <param name="reply">Where the reply goes.</param>
    /// <param name="deferred">The reply, if it comes later; nothing has been written then.</param>
    public void Run(Call call, ReadOnlySpan<byte> message, Caller? caller, IBufferWriter<byte> reply, out Deferred? deferred)
    {
        JsonWriter writer = new(reply);
        QapiError? error = table.Invoke(call.Command, call.ArgumentsIn(message), caller, ref writer, out deferred);
        if (deferred is null)
        {
            Complete(call, message, error, reply, ref writer);
        }
    }

    /// <summary>Writes a reply that has come later.</summary>
    /// <param name="call">From <see cref="TryAccept"/>.</param>
    /// <param name="message">The same text.</param>
    /// <param name="deferred">The reply, completed.</param>
    /// <param name="reply">Where it goes.</param>
    public static void Reply(Call call, ReadOnlySpan<byte> message, Deferred deferred, IBufferWriter<byte> reply)
    {
        JsonWriter writer = new(reply);
        QapiError? error = deferred.Write(ref writer);
        Complete(call, message, error, reply, ref writer);
    }

    private static void Complete(Call call, ReadOnlySpan<byte> message, QapiError? error, IBufferWriter<byte> reply, scoped ref JsonWriter writer)
    {
        if (error is not null)
        {
            Protocol.Envelope.Reply.WriteError(reply, call.IdIn(message), error);
        }
        else if (call.Command.SuccessResponse)
        {
            Protocol.Envelope.Reply.Complete(ref writer, call.IdIn(message));
        }
    }
}
