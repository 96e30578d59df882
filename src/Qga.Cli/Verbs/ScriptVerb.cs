using Qga.Cli.Output;
using Qga.Cli.Programs;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga script</c>.</summary>
internal sealed class ScriptVerb(Invocation invocation) : ProgramVerb(
    invocation,
    "script",
    "Run a script or a program of this host in the guest",
    "FILE [ARGUMENT...]",
    "The file on this host, - for standard input, and its arguments")
{
    public override IReadOnlyList<Example> Examples =>
    [
        new("script web1 ./check.sh --fast", "with an argument"),
        new("script 'web*' - < harden.sh", "from standard input, in several guests"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        "The file is copied to a temporary directory of the guest that only the agent's user can enter, run, and removed. The interpreter is that of its first "
            + "line (#!), /bin/sh where there is none.",
        .. base.Details,
    ];

    protected override string? FindFault(string[] words) => words is [] or ["", ..] ? "name a file of this host: script GUEST FILE [ARGUMENT...]" : null;

    // Standard input is the script then.
    protected override bool TakesInput(string[] words) => words[0] != "-";

    protected override async Task<IDisposable?> PrepareAsync(Terminal terminal, string[] words, CancellationToken cancellationToken) =>
        await HostScript.OpenAsync(words[0], terminal, cancellationToken).ConfigureAwait(false);

    protected override async Task<(GuestCommandLine Line, IAsyncDisposable? Remains)> MakeAsync(
        GuestAgentClient client, string[] words, IDisposable? prepared, CancellationToken cancellationToken)
    {
        HostScript script = (HostScript)prepared!;
        GuestFolder folder = await GuestFolder.CreateAsync(client).ConfigureAwait(false);
        try
        {
            string path = $"{folder.Path}/{script.Name}";
            await client.CopyToGuestAsync(script.Path, path, new() { KeepsModeAndTime = false }, null, cancellationToken).ConfigureAwait(false);
            return (await script.CommandAsync(client, path, words[1..], cancellationToken).ConfigureAwait(false), folder);
        }
        catch
        {
            await folder.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
