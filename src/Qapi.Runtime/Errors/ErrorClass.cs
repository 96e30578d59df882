namespace Qapi.Runtime.Errors;

/// <summary>The error classes that an agent sends.</summary>
public static class ErrorClass
{
    /// <summary>Every error but the other classes.</summary>
    public const string GenericError = "GenericError";

    /// <summary>The command does not exist, or is not allowed now.</summary>
    public const string CommandNotFound = "CommandNotFound";
}
