namespace Qapi.Runtime.Errors;

/// <summary>An error as the protocol carries it: <c>{"error": {"class": …, "desc": …}}</c>.</summary>
/// <param name="Class">The error class; see <see cref="ErrorClass"/>.</param>
/// <param name="Description">The text that clients show to people; part of the interface.</param>
public sealed record QapiError(string Class, string Description)
{
    /// <summary>The refusal of a command that the schema declares for this system and nobody has implemented for it.</summary>
    public static QapiError Unsupported => Generic("this feature or command is not currently supported");

    /// <summary>Makes an error of the class <see cref="ErrorClass.GenericError"/>.</summary>
    /// <param name="description">The text.</param>
    /// <returns>The error.</returns>
    public static QapiError Generic(string description) => new(ErrorClass.GenericError, description);
}
