using System.Text;
using Qapi.Runtime.Errors;
using Qga.Protocol.Framing;

namespace Qga.Testing;

/// <summary>What a fake agent answers to a request: a result, an error, or nothing.</summary>
public sealed record FakeReply
{
    private FakeReply()
    {
    }

    /// <summary>No answer, as of a command that answers only if it fails.</summary>
    public static FakeReply None { get; } = new();

    /// <summary>The result, a JSON value; null if there is none.</summary>
    public string? Result { get; private init; }

    /// <summary>The error; null if there is none.</summary>
    public QapiError? Error { get; private init; }

    /// <summary>A result.</summary>
    /// <param name="json">One JSON value: <c>{}</c> where the command returns nothing.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="ArgumentException">The text is not one JSON value.</exception>
    public static FakeReply Return(string json)
    {
        ArgumentNullException.ThrowIfNull(json);

        // A number ends only where something follows it. A line feed inside would end the line that the reply is.
        byte[] text = Encoding.UTF8.GetBytes($"{json} ");
        Frame frame = new Framer().Scan(text);
        return frame.Kind == FrameKind.Message && text.AsSpan(frame.Start + frame.Length).Trim((byte)' ').IsEmpty && !json.AsSpan().Contains('\n')
            ? new() { Result = json.Trim() }
            : throw new ArgumentException($"this is not one JSON value in one line: {json}", nameof(json));
    }

    /// <summary>An error.</summary>
    /// <param name="description">The text for people.</param>
    /// <param name="errorClass">The class; see <see cref="ErrorClass"/>.</param>
    /// <returns>The reply.</returns>
    public static FakeReply Fail(string description, string errorClass = ErrorClass.GenericError) => new() { Error = new(errorClass, description) };
}
