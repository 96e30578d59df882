using Qga.Cli.Failures;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Programs;

/// <summary>Runs texts of this program's in the guest's shell. What varies is an argument of the shell's.</summary>
internal static class GuestShellText
{
    private static readonly Dictionary<string, string> s_environment = new() { ["LC_ALL"] = "C" };

    /// <summary>Runs a text to its end.</summary>
    /// <param name="client">The guest's agent.</param>
    /// <param name="text">The text.</param>
    /// <param name="words">Its arguments.</param>
    /// <param name="limit">How long it may run.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="VerbException">The guest has no shell, or the time is over.</exception>
    public static async Task<GuestProgramResult> RunAsync(
        GuestAgentClient client, string text, IReadOnlyList<string> words, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            GuestCommandLine line = GuestCommandLine.Shell(text, words) with { Environment = s_environment, TimeLimit = limit };
            return InTime(await client.RunAsync(line, cancellationToken).ConfigureAwait(false), limit);
        }
        catch (GuestAgentRefusedException refusal) when (refusal is not (GuestCommandBlockedException or GuestCommandUnknownException))
        {
            throw new NoShellException(refusal.Message);
        }
    }

    /// <summary>The result of a program that has ended by itself.</summary>
    /// <exception cref="TooLateException">It was ended when its time was over.</exception>
    public static GuestProgramResult InTime(GuestProgramResult result, TimeSpan limit) => !result.IsTimedOut
        ? result
        : throw new TooLateException($"the guest's program has not ended within {ValueText.Duration(limit)}, and was ended");

    /// <summary>Whether a text could not be run at all: the guest has no shell, or its agent may not run programs.</summary>
    public static bool IsMissing(Exception problem) => problem is NoShellException or GuestCommandBlockedException or GuestCommandUnknownException;

    /// <summary>Runs a text that must succeed.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="VerbException">It failed; with the first line of what it said.</exception>
    public static async Task<GuestProgramResult> RunSuccessfullyAsync(
        GuestAgentClient client, string text, IReadOnlyList<string> words, TimeSpan limit, CancellationToken cancellationToken)
    {
        GuestProgramResult result = await RunAsync(client, text, words, limit, cancellationToken).ConfigureAwait(false);
        return result.Status == 0 ? result : throw new VerbException(Complaint(result));
    }

    /// <summary>What a program said of its failure, on one line.</summary>
    public static string Complaint(GuestProgramResult result) =>
        string.Join("; ", result.ErrorText.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) is { Length: > 0 } text
            ? text
            : $"the guest's program failed with {result.Status}";

    private sealed class NoShellException(string reason) : VerbException($"this needs a guest with /bin/sh: {reason}");
}
