namespace Qga.Cli.Failures;

/// <summary>A verb could not do what it was asked, for a reason of its own.</summary>
/// <param name="message">What failed, why, and what to do.</param>
/// <param name="exitCode">The exit code.</param>
internal class VerbException(string message, int exitCode = ExitCode.Refused) : Exception(message)
{
    /// <summary>The exit code.</summary>
    public int ExitCode { get; } = exitCode;
}
