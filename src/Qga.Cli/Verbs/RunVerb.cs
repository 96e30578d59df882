using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga run</c>.</summary>
internal sealed class RunVerb(Invocation invocation)
    : ProgramVerb(
        invocation, "run", "Run a text in the guest's shell", "TEXT...", "What the guest's /bin/sh reads; several words are joined by blanks, as ssh does")
{
    public override IReadOnlyList<Example> Examples =>
    [
        new("run web1 'cd /srv && ls | wc -l'", "a pipe in the guest"),
        new("run --all 'uptime; free -m'", "in every guest of this host"),
    ];

    protected override string? FindFault(string[] words) => words.Length == 0 ? "what shall the guest's shell run? run GUEST 'TEXT'" : null;

    protected override Task<(GuestCommandLine Line, IAsyncDisposable? Remains)> MakeAsync(
        GuestAgentClient client, string[] words, IDisposable? prepared, CancellationToken cancellationToken) =>
        Task.FromResult<(GuestCommandLine, IAsyncDisposable?)>((GuestCommandLine.Shell(string.Join(' ', words)), null));
}
