using Qapi.Runtime.Errors;
using Qga.Agent.Dispatch;
using Qga.Agent.Logging;
using Qga.Agent.Policy;
using Qga.Protocol.Envelope;

namespace Qga.Agent.Linux.Channels;

/// <summary>What all connections share.</summary>
internal sealed class ConnectionContext
{
    private readonly FreezeState _freeze;
    private bool _mustStop;

    /// <summary>Puts it together.</summary>
    /// <param name="loop">The event loop.</param>
    /// <param name="dispatcher">What is behind every connection.</param>
    /// <param name="freeze">Whether file systems are frozen.</param>
    /// <param name="deadlines">How long commands may take.</param>
    public ConnectionContext(EventLoop loop, Dispatcher dispatcher, FreezeState freeze, Deadlines deadlines)
    {
        _freeze = freeze;
        Loop = loop;
        Dispatcher = dispatcher;
        Deadlines = deadlines;
    }

    /// <summary>The event loop.</summary>
    public EventLoop Loop { get; }

    /// <summary>What is behind every connection.</summary>
    public Dispatcher Dispatcher { get; }

    /// <summary>How long commands may take.</summary>
    public Deadlines Deadlines { get; }

    /// <summary>The refusal of a command for which there is no thread.</summary>
    public static QapiError TooMany { get; } = QapiError.Generic($"{LoopThreads.MaximumHeld} commands are running already");

    /// <summary>
    /// Ends the agent: at once, or, while it holds file systems frozen, as soon as they are thawed. A guest must never be left frozen without its
    /// agent.
    /// </summary>
    public void Stop()
    {
        _mustStop = true;
        CheckStop();
    }

    /// <summary>Ends the agent if it was told to and nothing is frozen any more.</summary>
    public void CheckStop()
    {
        if (_mustStop && !_freeze.IsFrozen)
        {
            Loop.Stop(0);
        }
    }

    /// <summary>Checks a request and finds its command; answers it if it cannot run. What makes too much of the memory is refused.</summary>
    /// <param name="message">A sound JSON text.</param>
    /// <param name="output">Where an error goes.</param>
    /// <param name="call">What is asked for.</param>
    /// <returns>Whether there is something to run.</returns>
    public bool TryAccept(ReadOnlySpan<byte> message, ReplyBuffer output, out Call call)
    {
        int mark = output.Mark();
        try
        {
            return Dispatcher.TryAccept(message, output, out call);
        }
        catch (OutOfMemoryException)
        {
            call = default;
            Log.Error("a request does not fit into the memory");
            if (output.TryTakeBack(mark))
            {
                Reply.WriteError(output, default, QapiError.Generic("the request does not fit into the memory"));
            }
            else
            {
                output.DropForPeer();
            }

            return false;
        }
    }

    /// <summary>
    /// Runs a command and writes its reply. An exception in it is the agent's fault, not the client's: the client is told, the agent lives on.
    /// </summary>
    /// <param name="call">What is asked for.</param>
    /// <param name="message">The request.</param>
    /// <param name="output">Where the reply goes.</param>
    public void Execute(Call call, ReadOnlySpan<byte> message, ReplyBuffer output)
    {
        Log.Debug(call.Command.Name);
        int mark = output.Mark();
        try
        {
            Dispatcher.Run(call, message, output);
        }
        catch (Exception exception)
        {
            string name = call.Command.Name;
            Log.Error($"{name}: {exception}");
            if (output.TryTakeBack(mark))
            {
                Reply.WriteError(output, call.IdIn(message), QapiError.Generic($"{name} has failed: {exception.Message}"));
            }
            else
            {
                // Half a reply cannot be mended: the peer must notice.
                output.DropForPeer();
            }
        }
    }
}
