namespace Qga.Cli.Failures;

/// <summary>The command line asks for something that makes no sense.</summary>
/// <param name="message">What, and what to do instead.</param>
internal sealed class UsageException(string message) : Exception(message);
