using System.CommandLine;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Client;
using Qga.Contracts;

namespace Qga.Cli.Verbs;

/// <summary><c>qga trim</c>.</summary>
internal sealed class TrimVerb : GuestVerb
{
    private static readonly Column[] s_columns =
    [
        new("PATH", "path"),
        new("TRIMMED", "trimmed", ValueKind.Bytes),
        new("MINIMUM", "minimum", ValueKind.Bytes),
        new("ERROR", "error"),
    ];

    private readonly Option<long?> _minimum = new("--minimum")
    {
        Description = "Leave free areas alone that are smaller than so many bytes",
        HelpName = "BYTES"
    };

    public TrimVerb(Invocation invocation)
        : base(invocation, "trim", VerbGroup.Freezing, "Tell the guest's disks which blocks are free, so that their images can shrink") => Add(_minimum);

    public override IReadOnlyList<Example> Examples =>
        [new("trim web1", "all file systems"), new("trim --minimum 1048576 --all", "free areas of a mebibyte and more, in every guest")];

    public override IReadOnlyList<string> Details => ["On a big disk it may take minutes. The exit code is 1 if no file system could be trimmed."];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        GuestFilesystemTrimResponse response = await client.GuestFstrimAsync(arguments.GetValue(_minimum), cancellationToken).ConfigureAwait(false);
        return Answer.Table(s_columns, response.Paths.Select(result => (object?[])[result.Path, result.Trimmed, result.Minimum, result.Error])) with
        {
            ExitCode = response.Paths.Count > 0 && response.Paths.All(result => result.Error is not null) ? ExitCode.Refused : ExitCode.Success,
        };
    }
}
