using Qga.Protocol.Envelope;

namespace Qga.Agent.Dispatch;

/// <summary>A request that may run: which command, and where in the message its parts stand.</summary>
internal readonly struct Call
{
    private readonly int argumentsStart;
    private readonly int argumentsLength;
    private readonly int idStart;
    private readonly int idLength;

    /// <summary>Notes where the parts of a request stand.</summary>
    /// <param name="command">The command's number.</param>
    /// <param name="message">The message.</param>
    /// <param name="request">What it asks for.</param>
    public Call(int command, ReadOnlySpan<byte> message, Request request)
    {
        Command = command;
        _ = message.Overlaps(request.Arguments, out argumentsStart);
        argumentsLength = request.Arguments.Length;
        _ = message.Overlaps(request.Id, out idStart);
        idLength = request.Id.Length;
    }

    /// <summary>The command's number.</summary>
    public int Command { get; }

    /// <summary>The text of its arguments.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Empty if there are none.</returns>
    public ReadOnlySpan<byte> ArgumentsIn(ReadOnlySpan<byte> message) => message.Slice(argumentsStart, argumentsLength);

    /// <summary>The text of the id.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Empty if there is none.</returns>
    public ReadOnlySpan<byte> IdIn(ReadOnlySpan<byte> message) => message.Slice(idStart, idLength);
}
