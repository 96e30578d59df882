namespace Qapi.Runtime.Errors;

/// <summary>The error classes that an agent sends.</summary>
public static class ErrorClass
{
    /// <summary>Everything that has no class of its own.</summary>
    public const string GenericError = "GenericError";

    /// <summary>The command does not exist, or may not run now.</summary>
    public const string CommandNotFound = "CommandNotFound";

    /// <summary>What agents before 10.0 may call a command that may not run; never sent by this agent.</summary>
    public const string CommandDisabled = "CommandDisabled";
}
