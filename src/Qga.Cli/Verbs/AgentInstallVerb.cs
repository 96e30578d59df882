using System.CommandLine;
using Qga.Cli.Adoption;
using Qga.Cli.Failures;
using Qga.Contracts;

namespace Qga.Cli.Verbs;

/// <summary><c>qga agent install</c>.</summary>
internal class AgentInstallVerb : AgentChangeVerb
{
    private readonly Option<string[]> _from = new("--from")
    {
        Description = "The agent, an archive or a package of it, a file of this host; several: for several machines",
        HelpName = "FILE",
    };

    private readonly AgentScratch _scratch = new();
    private List<AgentFile> _files = [];

    public AgentInstallVerb(Invocation invocation)
        : this(invocation, "install", "Put this project's agent in the place of the one that runs")
    {
    }

    protected AgentInstallVerb(Invocation invocation, string name, string summary)
        : base(invocation, name, summary) => Add(_from);

    public override IReadOnlyList<Example> Examples =>
    [
        new("agent install web1", "the agent that comes with this tool, in the place of QEMU's"),
        new("agent install -n --all", "what it would do in every guest of this host"),
        new("agent install --from qemu-guest-agent.deb 'web*'", "a package, in several guests"),
    ];

    protected override async Task PrepareAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        await base.PrepareAsync(invocation, arguments, cancellationToken).ConfigureAwait(false);
        List<AgentFile> files = [];
        string[] given = arguments.GetValue(_from) ?? [];
        foreach (string? path in given.DefaultIfEmpty())
        {
            files.Add(await AgentFile.OpenAsync(path, _scratch, cancellationToken).ConfigureAwait(false));
        }

        _files = files;
    }

    protected override void Complete() => _scratch.Clear();

    protected override (string Target, AgentFile? File)? Choose(GuestState state, GuestAgentInfo info, ParseResult arguments)
    {
        AgentFile file = _files.FirstOrDefault(file => file.Machine == state.Machine)
            ?? _files.FirstOrDefault(file => file.IsPackage && (state.Owner is null || state.Owner.StartsWith(file.Extension[1..], StringComparison.Ordinal)))
            ?? _files.FirstOrDefault(file => !file.IsPackage)
            ?? throw new VerbException($"{_files[0].Path} is no package for this guest, whose agent is of {state.Owner}");
        return file.Sha256 == state.Sha256 ? null : (file.Target, file);
    }
}
