namespace Qga.Cli.Failures;

/// <summary>The guest's configuration blocks what a verb needs.</summary>
/// <param name="message">What is blocked, and how it is opened.</param>
internal sealed class BlockedException(string message) : VerbException(message);
