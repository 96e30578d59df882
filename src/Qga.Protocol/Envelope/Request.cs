using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;

namespace Qga.Protocol.Envelope;

/// <summary>A request's parts, as they stand in its text: <c>{"execute": …, "arguments": …, "id": …}</c>.</summary>
public readonly ref struct Request
{
    /// <summary>The command's name, decoded.</summary>
    public ReadOnlySpan<byte> Execute { get; private init; }

    /// <summary>The object with the arguments; empty if there is none, which means the same as one without members.</summary>
    public ReadOnlySpan<byte> Arguments { get; private init; }

    /// <summary>What the reply has to repeat, any value; empty if there is none. Known also where the request is refused.</summary>
    public ReadOnlySpan<byte> Id { get; private init; }

    /// <summary>Takes a request apart.</summary>
    /// <param name="message">A sound text.</param>
    /// <param name="request">Its parts.</param>
    /// <returns>Why it is no request; null if it is one.</returns>
    public static QapiError? TryRead(ReadOnlySpan<byte> message, out Request request)
    {
        request = default;
        if (JsonText.KindOf(message) != JsonKind.Object)
        {
            return QapiError.Generic("QMP input must be a JSON object");
        }

        ReadOnlySpan<byte> execute = default;
        ReadOnlySpan<byte> arguments = default;
        ReadOnlySpan<byte> id = default;
        string? fault = null;
        ObjectReader members = new(message);
        while (members.Read())
        {
            ReadOnlySpan<byte> name = members.Name;
            ReadOnlySpan<byte> value = members.Value;
            if (name.SequenceEqual("id"u8))
            {
                id = value;
            }
            else if (name.SequenceEqual("execute"u8))
            {
                execute = value;
                fault ??= JsonText.KindOf(value) == JsonKind.String ? null : "QMP input member 'execute' must be a string";
            }
            else if (name.SequenceEqual("arguments"u8))
            {
                arguments = value;
                fault ??= JsonText.KindOf(value) == JsonKind.Object ? null : "QMP input member 'arguments' must be an object";
            }
            else
            {
                fault ??= $"QMP input member '{JsonString.ToQuote(name)}' is unexpected";
            }
        }

        fault ??= execute.IsEmpty ? "QMP input lacks member 'execute'" : null;
        request = new() { Execute = fault is null ? JsonString.DecodeUtf8(execute) : default, Arguments = arguments, Id = id };
        return fault is null ? null : QapiError.Generic(fault);
    }
}
