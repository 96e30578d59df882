namespace Qga.Cli.Failures;

/// <summary>The guest's agent answers, and what it was asked for has not come in time.</summary>
/// <param name="message">What, and how long it was waited for.</param>
internal sealed class TooLateException(string message) : VerbException(message, Failures.ExitCode.TimedOut);
