using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;

namespace Qga.Protocol.Envelope;

/// <summary>
/// The parts of a reply, as slices of its text: <c>{"return": …, "id": …}</c> or
/// <c>{"error": {"class": …, "desc": …}, "id": …}</c>. Other members are ignored.
/// </summary>
public readonly ref struct ReceivedReply
{
    /// <summary>The value that the command returned; empty where <see cref="Error"/> is set.</summary>
    public ReadOnlySpan<byte> Result { get; private init; }

    /// <summary>The agent's error; null if the command succeeded.</summary>
    public QapiError? Error { get; private init; }

    /// <summary>The request's id, any value; empty if the request had none.</summary>
    public ReadOnlySpan<byte> Id { get; private init; }

    /// <summary>Takes a reply apart.</summary>
    /// <param name="message">Validated JSON.</param>
    /// <param name="reply">Its parts.</param>
    /// <returns>Why it is not a reply; null if it is one.</returns>
    public static string? Read(ReadOnlySpan<byte> message, out ReceivedReply reply)
    {
        reply = default;
        ReadOnlySpan<byte> result = default;
        ReadOnlySpan<byte> error = default;
        ReadOnlySpan<byte> id = default;
        ObjectReader members = new(JsonText.KindOf(message) == JsonKind.Object ? message : default);
        while (members.Read())
        {
            ReadOnlySpan<byte> name = members.Name;
            if (name.SequenceEqual("return"u8))
            {
                result = members.Value;
            }
            else if (name.SequenceEqual("error"u8))
            {
                error = members.Value;
            }
            else if (name.SequenceEqual("id"u8))
            {
                id = members.Value;
            }
        }

        if (error.IsEmpty)
        {
            reply = new() { Result = result, Id = id };
            return result.IsEmpty ? "neither a result nor an error" : null;
        }

        QapiError? refusal = ReadError(error);
        reply = new() { Error = refusal, Id = id };
        return refusal is null ? "an error without class or text" : null;
    }

    private static QapiError? ReadError(ReadOnlySpan<byte> value)
    {
        string? errorClass = null;
        string? description = null;
        ObjectReader members = new(JsonText.KindOf(value) == JsonKind.Object ? value : default);
        while (members.Read())
        {
            ReadOnlySpan<byte> name = members.Name;
            if (JsonText.KindOf(members.Value) != JsonKind.String)
            {
                continue;
            }

            if (name.SequenceEqual("class"u8))
            {
                errorClass = JsonString.Decode(members.Value);
            }
            else if (name.SequenceEqual("desc"u8))
            {
                description = JsonString.Decode(members.Value);
            }
        }

        return errorClass is null || description is null ? null : new(errorClass, description);
    }
}
