using System.Buffers;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qapi.Runtime.Serving;
using Qapi.Runtime.Writing;
using Qga.Agent.Generated;
using Qga.Agent.Policy;
using Qga.Protocol.Envelope;
using Qga.Protocol.Limits;

namespace Qga.Agent.Dispatch;

/// <summary>From a request's text to its reply's.</summary>
/// <param name="table">The commands.</param>
/// <param name="policy">Which of them may run.</param>
internal sealed class Dispatcher(CommandTable table, CommandPolicy policy)
{
    /// <summary>Above this a request counts as one that may block, whatever its command: its id alone could keep the event loop busy.</summary>
    public const int ImmediateLimit = 64 << 10;

    /// <summary>
    /// The bytes that the arguments of all running commands may take in their requests: a list of short strings takes ten times as much when it is made of
    /// objects, and the heap's end is the agent's. Arguments of up to <see cref="ImmediateLimit"/> do not count, nor does what is written to a file.
    /// </summary>
    public const long ArgumentLimit = 16 << 20;

    private readonly Budget _arguments = new(ArgumentLimit);

    /// <summary>Checks a request and finds its command.</summary>
    /// <param name="message">A validated JSON text.</param>
    /// <returns>What is to be run: the command, or the refusal.</returns>
    public Call Accept(ReadOnlySpan<byte> message)
    {
        QapiError? error = Request.TryRead(message, out Request request);
        Command? command = null;
        if (error is null)
        {
            command = table.Find(request.Execute);
            error = command is null ? CommandPolicy.Unknown(request.Execute) : policy.Check(command);
        }

        return new(error is null ? command : null, error, message, request);
    }

    /// <summary>
    /// Whether a call is answered where it arrives, because nothing in it can block. The refusal of a long request can: it repeats the id.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="messageLength">The length of its request in bytes.</param>
    public static bool IsImmediate(Call call, int messageLength) =>
        messageLength <= ImmediateLimit && call.Command is not { Immediate: false };

    /// <summary>Runs a command, or refuses it, and writes the reply.</summary>
    /// <param name="call">From <see cref="Accept"/>.</param>
    /// <param name="message">The same text.</param>
    /// <param name="caller">Where it came from.</param>
    /// <param name="reply">Where the reply goes.</param>
    /// <param name="deferred">The reply, if it comes later; nothing has been written then.</param>
    public void Run(Call call, ReadOnlySpan<byte> message, Caller? caller, IBufferWriter<byte> reply, out Deferred? deferred)
    {
        deferred = null;
        JsonWriter writer = new(reply);
        QapiError? error = call.Command is null ? call.Refusal : Invoke(call.Command, call.ArgumentsIn(message), caller, ref writer, out deferred);
        if (deferred is null)
        {
            Complete(call, message, error, reply, ref writer);
        }
    }

    /// <summary>Writes a reply that has come later.</summary>
    /// <param name="call">From <see cref="Accept"/>.</param>
    /// <param name="message">The same text.</param>
    /// <param name="deferred">The reply, completed.</param>
    /// <param name="reply">Where it goes.</param>
    public static void Reply(Call call, ReadOnlySpan<byte> message, Deferred deferred, IBufferWriter<byte> reply)
    {
        JsonWriter writer = new(reply);
        QapiError? error = deferred.Write(ref writer);
        Complete(call, message, error, reply, ref writer);
    }

    private QapiError? Invoke(Command command, ReadOnlySpan<byte> arguments, Caller? caller, scoped ref JsonWriter writer, out Deferred? deferred)
    {
        if (arguments.Length <= ImmediateLimit || command.Written)
        {
            return table.Invoke(command, arguments, caller, ref writer, out deferred);
        }

        // More are refused before anything is made of them, or stay in the request.
        int counted = Math.Min(arguments.Length, ReadLimits.Arguments);
        if (!_arguments.TryTake(counted))
        {
            deferred = null;
            return QapiError.Generic($"The arguments of running commands take {ArgumentLimit >> 20} MiB already");
        }

        try
        {
            return table.Invoke(command, arguments, caller, ref writer, out deferred);
        }
        finally
        {
            _arguments.Return(counted);
        }
    }

    private static void Complete(Call call, ReadOnlySpan<byte> message, QapiError? error, IBufferWriter<byte> reply, scoped ref JsonWriter writer)
    {
        if (error is not null)
        {
            Protocol.Envelope.Reply.WriteError(reply, call.IdIn(message), error);
        }
        else if (call.Command!.SuccessResponse)
        {
            Protocol.Envelope.Reply.Complete(ref writer, call.IdIn(message));
        }
    }
}
