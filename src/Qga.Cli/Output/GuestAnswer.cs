using Qga.Cli.Failures;

namespace Qga.Cli.Output;

/// <summary>What one guest answered.</summary>
/// <param name="Guest">The guest's name.</param>
/// <param name="Answer">The answer; null where it failed.</param>
/// <param name="Failure">What went wrong; null where nothing did.</param>
internal sealed record GuestAnswer(string Guest, Answer? Answer, Failure? Failure)
{
    /// <summary>The exit code for the answers of several guests: that of their failure where all failed in the same way.</summary>
    public static int ExitCodeOf(IReadOnlyList<GuestAnswer> answers)
    {
        int[] failures = [.. answers.Select(answer => answer.Failure?.ExitCode ?? answer.Answer?.ExitCode ?? ExitCode.Success).Where(code =>
            code != ExitCode.Success)];
        return failures.Length == 0 ? ExitCode.Success
            : failures.Length == answers.Count && failures.Distinct().Count() == 1 ? failures[0]
            : ExitCode.SomeFailed;
    }
}
