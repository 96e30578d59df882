using System.CommandLine;
using Qga.Cli.Failures;

namespace Qga.Cli.Verbs;

/// <summary><c>qga rm</c>.</summary>
internal sealed class RmVerb : PathProgramVerb
{
    private readonly Option<bool> _recursive = new("--recursive", "-r") { Description = "Remove directories with all that is in them" };
    private readonly Option<bool> _force = new("--force", "-f") { Description = "No error for what does not exist" };

    public RmVerb(Invocation invocation)
        : base(invocation, "rm", "Remove files and directories of the guest", "GUEST:PATH...", "What is removed; no patterns")
    {
        Add(_recursive);
        Add(_force);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("rm web1:/tmp/dump.sql", "a file"),
        new("rm -rf 'web*':/var/cache/app", "a directory, in several guests"),
    ];

    protected override IReadOnlyList<string> ArgumentsOf(IReadOnlyList<string> paths, ParseResult arguments) =>
        paths.Any(path => path.AsSpan().Trim('/').IsEmpty)
            ? throw new UsageException("rm: / is not removed")
            : [.. Switch(arguments.GetValue(_recursive), "-r"), .. Switch(arguments.GetValue(_force), "-f"), "--", .. paths];
}
