using System.CommandLine;

namespace Qga.Cli.Verbs;

/// <summary><c>qga chmod</c>.</summary>
internal sealed class ChmodVerb : PathProgramVerb
{
    private readonly Option<bool> _recursive = new("--recursive", "-R") { Description = "With all that is in directories" };

    public ChmodVerb(Invocation invocation)
        : base(
            invocation,
            "chmod",
            "Change the mode of files of the guest",
            "MODE GUEST:PATH...",
            "The mode as chmod(1) takes it (0640, u+x), and the files",
            2) =>
        Add(_recursive);

    public override IReadOnlyList<Example> Examples =>
        [new("chmod 0640 web1:/etc/app.conf", "by number"), new("chmod -R go-rwx web1:/srv/private", "a directory with all that is in it")];

    protected override IReadOnlyList<string> PathsOf(ParseResult arguments) => arguments.GetRequiredValue(Words)[1..];

    protected override IReadOnlyList<string> ArgumentsOf(IReadOnlyList<string> paths, ParseResult arguments) =>
        [.. Switch(arguments.GetValue(_recursive), "-R"), "--", arguments.GetRequiredValue(Words)[0], .. paths];
}
