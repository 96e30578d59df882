using System.CommandLine;
using Qga.Cli.Output;
using Qga.Cli.Programs;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary>A verb that runs the program of the same name in the guest.</summary>
internal abstract class PathProgramVerb(Invocation invocation, string name, string summary, string words, string description, int minimum = 1)
    : GuestPathVerb(invocation, name, summary, words, description, minimum)
{
    private static readonly Column[] s_columns = [new("PATHS", "paths", ValueKind.List)];

    public override IReadOnlyList<Column> Fields => s_columns;

    /// <summary>The program's arguments.</summary>
    protected abstract IReadOnlyList<string> ArgumentsOf(IReadOnlyList<string> paths, ParseResult arguments);

    protected override async Task<Answer> AskAsync(
        GuestAgentClient client, IReadOnlyList<string> paths, ParseResult arguments, CancellationToken cancellationToken)
    {
        await GuestShellText.RunSuccessfullyAsync(
            client, $"exec {Name} \"$@\"", ArgumentsOf(paths, arguments), CommonOptions.ProgramLimitOf(arguments), cancellationToken).ConfigureAwait(false);
        return Answer.Done(null, (s_columns[0], paths));
    }

    protected static string[] Switch(bool isSet, string text) => isSet ? [text] : [];
}
