using Qapi.Runtime.Errors;

namespace Qga.Client;

/// <summary>The agent answered with an error, whose text is the message. The connection is good.</summary>
/// <param name="error">The agent's error.</param>
public sealed class GuestAgentRefusedException(QapiError error) : GuestAgentException(error.Description)
{
    /// <summary>The error's class, as a rule <c>GenericError</c> or <c>CommandNotFound</c>; see <see cref="ErrorClass"/>.</summary>
    public string ErrorClass { get; } = error.Class;
}
