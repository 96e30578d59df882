using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;

namespace Qga.Protocol.Envelope;

/// <summary>The parts of a request, as slices of its text: <c>{"execute": …, "arguments": …, "id": …}</c>.</summary>
public readonly ref struct Request
{
    // A client can ask for this with every second byte that it sends.
    private static readonly QapiError s_noObject = QapiError.Generic("QMP input must be a JSON object");

    /// <summary>The command's name as UTF-8; of one that is longer than <see cref="JsonString.MaximumQuote"/> only the beginning.</summary>
    public ReadOnlySpan<byte> Execute { get; private init; }

    /// <summary>The arguments, an object; empty if there is none, which means the same as an object without members.</summary>
    public ReadOnlySpan<byte> Arguments { get; private init; }

    /// <summary>The value that the reply must repeat; empty if there is none. Set also if the request is refused.</summary>
    public ReadOnlySpan<byte> Id { get; private init; }

    /// <summary>Takes a request apart.</summary>
    /// <param name="message">Validated JSON.</param>
    /// <param name="request">Its parts.</param>
    /// <returns>Why it is not a request; null if it is one.</returns>
    public static QapiError? TryRead(ReadOnlySpan<byte> message, out Request request)
    {
        request = default;
        if (JsonText.KindOf(message) != JsonKind.Object)
        {
            return s_noObject;
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
        request = new() { Execute = fault is null ? JsonString.DecodeStart(execute) : default, Arguments = arguments, Id = id };
        return fault is null ? null : QapiError.Generic(fault);
    }
}
