using Qga.Cli.Failures;
using Qga.Client;

namespace Qga.Cli.Programs;

/// <summary>A temporary directory of a guest that only the agent's user can enter.</summary>
internal sealed class GuestFolder : IAsyncDisposable
{
    // What takes no time in a guest that is well.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private readonly GuestAgentClient _client;

    private GuestFolder(GuestAgentClient client, string path) => (_client, Path) = (client, path);

    public string Path { get; }

    /// <summary>Makes one. This is not cancelled half-way, as nobody could remove it then.</summary>
    /// <exception cref="VerbException">The guest has no place for it.</exception>
    public static async Task<GuestFolder> CreateAsync(GuestAgentClient client)
    {
        GuestProgramResult made = await GuestShellText.RunAsync(
            client, "umask 077; exec mktemp -d \"${TMPDIR:-/tmp}/qga-XXXXXXXXXX\"", [], s_limit, CancellationToken.None).ConfigureAwait(false);
        string path = made.OutputText.TrimEnd('\n');
        return made.ExitCode == 0 && path.StartsWith('/')
            ? new(client, path)
            : throw new VerbException($"the guest has no place for a temporary directory: {made.ErrorText.Trim()}");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await GuestShellText.RunAsync(_client, "rm -rf -- \"$1\"", [Path], s_limit, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is GuestAgentException or VerbException)
        {
            // The guest, or its agent, is gone.
        }
    }
}
