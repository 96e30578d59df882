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
    /// <summary>Above this a request is treated as one that may block, whatever its command: its id alone could keep the event loop busy.</summary>
    public const int ImmediateLimit = 64 << 10;

    /// <summary>Checks a request and finds its command; answers it if it cannot run.</summary>
    /// <param name="message">A sound JSON text.</param>
    /// <param name="reply">Where an error goes.</param>
    /// <param name="call">What is asked for.</param>
    /// <returns>Whether there is something to run.</returns>
    public bool TryAccept(ReadOnlySpan<byte> message, IBufferWriter<byte> reply, out Call call)
    {
        call = default;
        QapiError? error = Request.TryRead(message, out Request request);
        if (error is null)
        {
            Command? command = table.Find(request.Execute);
            error = command is null ? CommandPolicy.Unknown(request.Execute) : policy.Check(command);
            call = command is null ? default : new(command, message, request);
        }

        if (error is not null)
        {
            Reply.WriteError(reply, request.Id, error);
        }

        return error is null;
    }

    /// <summary>Whether a call is answered where it arrives, because nothing in it can block.</summary>
    /// <param name="call">The call.</param>
    /// <param name="messageLength">The length of its request in bytes.</param>
    /// <returns>False: as a call that may block.</returns>
    public static bool IsImmediate(Call call, int messageLength) => messageLength <= ImmediateLimit && call.Command.Immediate;

    /// <summary>Runs a command and writes its reply.</summary>
    /// <param name="call">From <see cref="TryAccept"/>.</param>
    /// <param name="message">The same text.</param>
    /// <param name="reply">Where the reply goes.</param>
    public void Run(Call call, ReadOnlySpan<byte> message, IBufferWriter<byte> reply)
    {
        ReadOnlySpan<byte> id = call.IdIn(message);
        JsonWriter writer = new(reply);
        QapiError? error = table.Invoke(call.Command, call.ArgumentsIn(message), caller: null, ref writer, out Deferred? deferred);
        if (deferred is not null)
        {
            throw new NotSupportedException("Nothing waits for a deferred reply yet.");
        }

        if (error is not null)
        {
            Reply.WriteError(reply, id, error);
        }
        else if (call.Command.SuccessResponse)
        {
            Reply.Complete(ref writer, id);
        }
    }
}
