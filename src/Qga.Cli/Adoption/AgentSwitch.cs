using System.Diagnostics;
using System.Globalization;
using Qga.Cli.Failures;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Adoption;

/// <summary>
/// Puts one agent in the place of another, through the first and then through the second. The guest waits for a word through the new agent, and goes back
/// by itself without it.
/// </summary>
/// <param name="client">The guest's agent, whichever runs.</param>
/// <param name="limit">How long a step in the guest may take.</param>
/// <param name="patience">How many seconds the guest waits for the word.</param>
internal sealed class AgentSwitch(GuestAgentClient client, TimeSpan limit, int patience)
{
    // What the guest needs beside the file: copies, the script, a file system that is not filled to the last block.
    private const long Spare = 2 << 20;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);

    // How long an agent that has gone back may take until it answers.
    private static readonly TimeSpan s_return = TimeSpan.FromSeconds(60);

    private readonly SwitchScript _script = new(client, limit);

    /// <summary>Checks, before anything is sent, whether a file fits the guest.</summary>
    /// <exception cref="VerbException">It does not.</exception>
    public static void Check(GuestState state, AgentFile? file)
    {
        if (state.Missing.Count > 0)
        {
            throw new VerbException($"the guest has no {string.Join(", ", state.Missing)}, which a switch needs");
        }

        if (state.IsUnderWay)
        {
            throw new VerbException("another switch is under way in the guest");
        }

        if (file?.Machine is string machine && machine != state.Machine)
        {
            throw new VerbException($"{file.Path} is for {machine}, and the guest is {state.Machine ?? "another machine"}");
        }

        if (file is not null && state.Free is long free && free < file.Size + Spare)
        {
            throw new VerbException(
                $"{state.Folder} in the guest has {ValueText.Bytes(free)} free, and {ValueText.Bytes(file.Size + Spare)} are needed");
        }
    }

    /// <summary>Carries a switch out.</summary>
    /// <param name="state">What runs in the guest.</param>
    /// <param name="target">What is switched to.</param>
    /// <param name="file">The file that is copied to the guest for it; null: it is there.</param>
    /// <param name="cancellationToken">Ends the wait; the guest goes back by itself then.</param>
    /// <exception cref="VerbException">The old agent runs, or none answers.</exception>
    public async Task RunAsync(GuestState state, string target, AgentFile? file, CancellationToken cancellationToken)
    {
        await _script.WriteAsync(state.Folder, cancellationToken).ConfigureAwait(false);
        if (file is not null)
        {
            await client.CopyToGuestAsync(
                file.Path, $"{state.Folder}/{file.Name}", new() { KeepsModeAndTime = false }, null, cancellationToken).ConfigureAwait(false);
        }

        string token = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..12];
        try
        {
            await _script.StartAsync(state.Folder, token, target, patience, file?.Sha256, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is GuestAgentException or TooLateException)
        {
            // It may have begun: the agent that was asked goes.
        }

        await FollowAsync(state.Folder, token, cancellationToken).ConfigureAwait(false);
    }

    private async Task FollowAsync(string folder, string token, CancellationToken cancellationToken)
    {
        bool isConfirmed = false;
        Exception? last = null;
        TimeSpan whole = TimeSpan.FromSeconds(patience) + s_return;
        for (Stopwatch waited = Stopwatch.StartNew(); waited.Elapsed < whole; await Task.Delay(s_pause, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await client.WaitUntilReadyAsync(
                    new() { Timeout = whole - waited.Elapsed, MaxInterval = TimeSpan.FromSeconds(1) }, null, cancellationToken).ConfigureAwait(false);
                if (!isConfirmed)
                {
                    string word = await _script.ConfirmAsync(folder, token, cancellationToken).ConfigureAwait(false);
                    isConfirmed = word is "new" or "over";
                }
                else if (await HasEndedAsync(folder, token, last, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }
            }
            catch (Exception problem) when (IsOfHandover(problem))
            {
                last = problem;
            }
        }

        throw new VerbException(
            $"no agent answers: neither the new one nor, after the {patience} s that it had, the old one{(last is null ? "" : $" ({last.Message})")}",
            ExitCode.Unreachable);
    }

    private async Task<bool> HasEndedAsync(string folder, string token, Exception? last, CancellationToken cancellationToken)
    {
        (string word, string reason) = await _script.ResultAsync(folder, token, cancellationToken).ConfigureAwait(false);
        string more = last is GuestCommandBlockedException ? "; the new agent may not run programs (guest-exec), by which it is confirmed" : "";
        return word switch
        {
            "kept" => true,
            "running" => false,
            "back" => throw new SwitchedBackException($"the old agent runs again: {reason}{more}"),
            _ => throw new SwitchedBackException("the switch was broken off, as by a restart of the guest; the old agent runs"),
        };
    }

    // An agent that goes answers no more, its programs may be ended with it, and one that comes may not yet be all there.
    private static bool IsOfHandover(Exception problem) => problem is GuestAgentException or (VerbException and not SwitchedBackException);

    private sealed class SwitchedBackException(string message) : VerbException(message);
}
