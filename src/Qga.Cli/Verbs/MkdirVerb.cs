using System.CommandLine;

namespace Qga.Cli.Verbs;

/// <summary><c>qga mkdir</c>.</summary>
internal sealed class MkdirVerb : PathProgramVerb
{
    private readonly Option<bool> _parents = new("--parents", "-p") { Description = "Make the directories above as well; no error if it exists" };

    public MkdirVerb(Invocation invocation)
        : base(invocation, "mkdir", "Make directories in the guest", "GUEST:PATH...", "The directories") => Add(_parents);

    public override IReadOnlyList<Example> Examples => [new("mkdir -p web1:/srv/app/data", "with the directories above")];

    protected override IReadOnlyList<string> ArgumentsOf(IReadOnlyList<string> paths, ParseResult arguments) =>
        [.. Switch(arguments.GetValue(_parents), "-p"), "--", .. paths];
}
