namespace Qga.Client;

/// <summary>A temporary directory of a guest that only the agent's user can enter.</summary>
internal sealed class PrivateFolder : IAsyncDisposable
{
    private const string Make = """
        umask 077
        d=$(mktemp -d "${TMPDIR:-/tmp}/qga-XXXXXXXXXX") || exit
        if [ -n "$1" ]; then : >"$d/out"; : >"$d/err"; fi
        printf '%s\n' "$d"
        """;

    private readonly GuestAgentClient _client;

    private PrivateFolder(GuestAgentClient client, string path) => (_client, Path) = (client, path);

    public string Path { get; }

    public string InputPath => $"{Path}/in";

    public string OutputPath => $"{Path}/out";

    public string ErrorPath => $"{Path}/err";

    /// <summary>Makes a directory; null: the guest has no <c>/bin/sh</c>.</summary>
    /// <param name="client">The guest's client.</param>
    /// <param name="hasOutput">Whether it has the files that a program's output goes to.</param>
    /// <param name="cancellationToken">Ends the wait before anything is made.</param>
    public static async Task<PrivateFolder?> CreateAsync(GuestAgentClient client, bool hasOutput, CancellationToken cancellationToken)
    {
        // Once it may exist, its name is waited for: otherwise nobody could remove it.
        if (await client.TryRunShortScriptAsync(Make, [hasOutput ? "1" : ""], cancellationToken).ConfigureAwait(false) is not { } made)
        {
            return null;
        }

        string path = made.OutputText.TrimEnd('\n');
        if (made.ExitCode != 0 || !path.StartsWith('/'))
        {
            throw new GuestFileException($"the guest has no place for a temporary directory: {made.ErrorText.Trim()}");
        }

        PrivateFolder folder = new(client, path);
        if (cancellationToken.IsCancellationRequested)
        {
            await folder.DisposeAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return folder;
    }

    public async ValueTask DisposeAsync() => await _client.RemoveAsync(Path).ConfigureAwait(false);
}
