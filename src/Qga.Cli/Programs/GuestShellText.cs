using Qga.Cli.Failures;
using Qga.Client;

namespace Qga.Cli.Programs;

/// <summary>Runs texts of this program's in the guest's shell. What varies is an argument of the shell's.</summary>
internal static class GuestShellText
{
    private static readonly Dictionary<string, string> s_environment = new() { ["LC_ALL"] = "C" };

    /// <summary>Runs a text to its end.</summary>
    /// <exception cref="VerbException">The guest has no shell.</exception>
    public static async Task<GuestProgramResult> RunAsync(
        GuestAgentClient client, string text, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        try
        {
            return await client.RunAsync(GuestCommandLine.Shell(text, words) with { Environment = s_environment }, cancellationToken).ConfigureAwait(false);
        }
        catch (GuestAgentRefusedException refusal) when (refusal is not (GuestCommandBlockedException or GuestCommandUnknownException))
        {
            throw new NoShellException(refusal.Message);
        }
    }

    /// <summary>Whether a text could not be run at all: the guest has no shell, or its agent may not run programs.</summary>
    public static bool IsMissing(Exception problem) => problem is NoShellException or GuestCommandBlockedException or GuestCommandUnknownException;

    /// <summary>Runs a text that must succeed.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="VerbException">It failed; with the first line of what it said.</exception>
    public static async Task<GuestProgramResult> RunSuccessfullyAsync(
        GuestAgentClient client, string text, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        GuestProgramResult result = await RunAsync(client, text, words, cancellationToken).ConfigureAwait(false);
        return result.Status == 0 ? result : throw new VerbException(Complaint(result));
    }

    /// <summary>What a program said of its failure, on one line.</summary>
    public static string Complaint(GuestProgramResult result) =>
        string.Join("; ", result.ErrorText.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) is { Length: > 0 } text
            ? text
            : $"the guest's program failed with {result.Status}";

    private sealed class NoShellException(string reason) : VerbException($"this needs a guest with /bin/sh: {reason}");
}
