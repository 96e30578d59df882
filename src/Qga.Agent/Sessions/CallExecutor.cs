using Qapi.Runtime.Errors;
using Qapi.Runtime.Serving;
using Qga.Agent.Dispatch;
using Qga.Agent.Logging;

namespace Qga.Agent.Sessions;

/// <summary>
/// Accepts and runs requests so that nothing that goes wrong in one ends the agent: an exception in a command is the agent's fault, not the client's; the
/// client is told, and the agent lives on. Safe from any thread.
/// </summary>
/// <param name="dispatcher">Finds and calls commands.</param>
internal sealed class CallExecutor(Dispatcher dispatcher)
{
    private static readonly QapiError s_tooLarge = QapiError.Generic("the request does not fit into the memory");

    /// <summary>Checks a request and finds its command.</summary>
    /// <param name="message">A validated JSON text.</param>
    /// <returns>What is to be run: the command, or the refusal.</returns>
    public Call Accept(ReadOnlySpan<byte> message)
    {
        try
        {
            return dispatcher.Accept(message);
        }
        catch (OutOfMemoryException)
        {
            Log.Error("a request does not fit into the memory");
            return new(null, s_tooLarge, default, default);
        }
    }

    /// <summary>Runs a command, or refuses it, and writes the reply.</summary>
    /// <param name="call">What is asked for.</param>
    /// <param name="message">The request.</param>
    /// <param name="caller">Where it came from.</param>
    /// <param name="output">Where the reply goes.</param>
    /// <param name="deferred">The reply, if it comes later; nothing has been written then.</param>
    public void Run(Call call, ReadOnlySpan<byte> message, Caller? caller, ReplyBuffer output, out Deferred? deferred)
    {
        if (call.Command is { } command)
        {
            Log.Debug(command.Name);
        }

        int mark = output.Mark();
        try
        {
            dispatcher.Run(call, message, caller, output, out deferred);
        }
        catch (Exception exception)
        {
            deferred = null;
            Fail(exception, call, message, mark, output);
        }
    }

    /// <summary>Writes a reply that has come later.</summary>
    /// <param name="call">What was asked for.</param>
    /// <param name="message">The request.</param>
    /// <param name="deferred">The reply, completed.</param>
    /// <param name="output">Where it goes.</param>
    public static void Reply(Call call, ReadOnlySpan<byte> message, Deferred deferred, ReplyBuffer output)
    {
        int mark = output.Mark();
        try
        {
            Dispatcher.Reply(call, message, deferred, output);
        }
        catch (Exception exception)
        {
            Fail(exception, call, message, mark, output);
        }
    }

    // The framework's texts are only keys here (UseSystemResourceKeys), and frames have no names: the exception's type says what there is to say.
    private static void Fail(Exception exception, Call call, ReadOnlySpan<byte> message, int mark, ReplyBuffer output)
    {
        Log.Error($"{call.Name}: {exception.GetType()}");
        string reason = exception is OutOfMemoryException ? "Cannot allocate memory" : $"internal error ({exception.GetType().Name})";
        Fail(call.IdIn(message), $"{call.Name} has failed: {reason}", mark, output);
    }

    private static void Fail(ReadOnlySpan<byte> id, string text, int mark, ReplyBuffer output)
    {
        if (output.TryRollBack(mark))
        {
            Protocol.Envelope.Reply.WriteError(output, id, QapiError.Generic(text));
        }
        else
        {
            // Half a reply cannot be mended: the peer must notice.
            output.Discard();
        }
    }
}
