using System.Globalization;
using Qga.Cli.Failures;
using Qga.Cli.Programs;
using Qga.Client;

namespace Qga.Cli.Adoption;

/// <summary>switch.sh, the guest's side of a switch, as the host runs it.</summary>
/// <param name="client">The guest's agent.</param>
/// <param name="limit">How long a step of it may take.</param>
internal sealed class SwitchScript(GuestAgentClient client, TimeSpan limit)
{
    private const string Write = """
        umask 022
        mkdir -p -- "$1" && chmod 755 "$1" && printf '%s' "$2" >"$1/switch.sh.new" && mv -f -- "$1/switch.sh.new" "$1/switch.sh"
        """;

    private const string Run = """exec /bin/sh "$@" """;

    private static readonly Lazy<string> s_text = new(ReadText);

    /// <summary>The script.</summary>
    public static string Text => s_text.Value;

    /// <summary>Asks what runs in the guest.</summary>
    /// <exception cref="VerbException">The script failed.</exception>
    public async Task<GuestState> LookAsync(CancellationToken cancellationToken) =>
        GuestState.Parse((await GuestShellText.RunSuccessfullyAsync(client, Text, ["look"], limit, cancellationToken).ConfigureAwait(false)).OutputText);

    /// <summary>Puts the script where the guest can run it without the agent.</summary>
    /// <exception cref="VerbException">It cannot be written.</exception>
    public Task WriteAsync(string folder, CancellationToken cancellationToken) =>
        GuestShellText.RunSuccessfullyAsync(client, Write, [folder, Text], limit, cancellationToken);

    /// <summary>Starts a switch, which goes on without the agent.</summary>
    /// <param name="folder">Where the script is.</param>
    /// <param name="token">The switch's name.</param>
    /// <param name="target">What it switches to.</param>
    /// <param name="seconds">How long it waits for a confirmation.</param>
    /// <param name="sum">The SHA-256 of what was copied to the guest; null: it was there already.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="VerbException">The guest refuses it; nothing was changed.</exception>
    public Task StartAsync(string folder, string token, string target, int seconds, string? sum, CancellationToken cancellationToken) =>
        StepAsync(folder, ["start", token, target, seconds.ToString(CultureInfo.InvariantCulture), sum ?? ""], cancellationToken);

    /// <summary>Confirms a switch, if the agent that is asked is the new one.</summary>
    /// <returns><c>new</c>: it is; <c>old</c>: not yet; <c>over</c>: the switch has ended.</returns>
    public async Task<string> ConfirmAsync(string folder, string token, CancellationToken cancellationToken) =>
        (await StepAsync(folder, ["confirm", token], cancellationToken).ConfigureAwait(false)).Trim();

    /// <summary>Asks what has become of a switch.</summary>
    /// <returns><c>kept</c>, <c>back</c>, <c>running</c> or <c>lost</c>, and the reason.</returns>
    public async Task<(string Word, string Reason)> ResultAsync(string folder, string token, CancellationToken cancellationToken)
    {
        string[] lines = (await StepAsync(folder, ["result", token], cancellationToken).ConfigureAwait(false)).Split('\n', 2);
        return (lines[0], lines.Length > 1 ? lines[1].Trim() : "");
    }

    private async Task<string> StepAsync(string folder, string[] words, CancellationToken cancellationToken) =>
        (await GuestShellText.RunSuccessfullyAsync(client, Run, [$"{folder}/switch.sh", .. words], limit, cancellationToken).ConfigureAwait(false)).OutputText;

    private static string ReadText()
    {
        using Stream stream = typeof(SwitchScript).Assembly.GetManifestResourceStream("switch.sh")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
