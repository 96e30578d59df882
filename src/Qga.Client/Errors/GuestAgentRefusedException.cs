using Qapi.Runtime.Errors;

namespace Qga.Client;

/// <summary>The agent answered with an error, whose text is the message. The connection is good.</summary>
public class GuestAgentRefusedException : GuestAgentException
{
    /// <summary>The agent answered with an error.</summary>
    /// <param name="error">The agent's error.</param>
    public GuestAgentRefusedException(QapiError error)
        : base(error.Description) =>
        ErrorClass = error.Class;

    /// <summary>The error's class, as a rule <c>GenericError</c> or <c>CommandNotFound</c>; see <see cref="Qapi.Runtime.Errors.ErrorClass"/>.</summary>
    public string ErrorClass { get; }

    /// <summary>The exception that fits an error: one of the two kinds of its own, or this one.</summary>
    internal static GuestAgentRefusedException From(QapiError error) =>
        GuestCommandBlockedException.Fits(error) ? new GuestCommandBlockedException(error)
        : error.Class == Qapi.Runtime.Errors.ErrorClass.CommandNotFound ? new GuestCommandUnknownException(error)
        : new GuestAgentRefusedException(error);
}
