using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Protocol.Envelope;

namespace Qga.Agent.Dispatch;

/// <summary>A request: which command, or why none may run, and where in the message its parts stand.</summary>
internal readonly struct Call
{
    private readonly int _argumentsStart;
    private readonly int _argumentsLength;
    private readonly int _idStart;
    private readonly int _idLength;

    /// <summary>Notes where the parts of a request stand.</summary>
    /// <param name="command">The command; null where the request is refused.</param>
    /// <param name="refusal">Why it is refused.</param>
    /// <param name="message">The message.</param>
    /// <param name="request">What it asks for.</param>
    public Call(Command? command, QapiError? refusal, ReadOnlySpan<byte> message, Request request)
    {
        Command = command;
        Refusal = refusal;
        _ = message.Overlaps(request.Arguments, out _argumentsStart);
        _argumentsLength = request.Arguments.Length;
        _ = message.Overlaps(request.Id, out _idStart);
        _idLength = request.Id.Length;
    }

    /// <summary>The command; null where the request is refused.</summary>
    public Command? Command { get; }

    /// <summary>Why the request is refused.</summary>
    public QapiError? Refusal { get; }

    /// <summary>What is asked for, for messages.</summary>
    public string Name => Command?.Name ?? "the request";

    /// <summary>The text of its arguments.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Empty if there are none.</returns>
    public ReadOnlySpan<byte> ArgumentsIn(ReadOnlySpan<byte> message) => message.Slice(_argumentsStart, _argumentsLength);

    /// <summary>The text of the id.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Empty if there is none.</returns>
    public ReadOnlySpan<byte> IdIn(ReadOnlySpan<byte> message) => message.Slice(_idStart, _idLength);
}
