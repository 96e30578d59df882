using System.CommandLine;
using System.Globalization;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Cli.Reporting;

namespace Qga.Cli.Verbs;

/// <summary><c>qga report</c>.</summary>
internal sealed class ReportVerb : Verb
{
    private readonly Argument<string> _guest = new("GUEST") { Description = "An address, or the name of a guest of this host" };
    private readonly Option<string?> _output =
        new("--output", "-o") { Description = "The file, which must not exist; - is standard output", HelpName = "FILE" };
    private readonly Option<bool> _log =
        new("--log") { Description = "With the last 500 lines of the guest's log, which may hold what others should not read" };

    public ReportVerb(Invocation invocation)
        : base("report", VerbGroup.Look, "Collect what a bug report needs in one file")
    {
        Add(_guest);
        Add(_output);
        Add(_log);
        SetAction((arguments, cancellationToken) => RunAsync(invocation.With(arguments), arguments, cancellationToken));
    }

    public override IReadOnlyList<Column> Fields => [new("FILE", "file"), new("ENTRIES", "entries", ValueKind.List)];

    public override string? WhyNoJson(ParseResult arguments) => arguments.GetValue(_output) == "-" ? "the report goes to standard output" : null;

    public override IReadOnlyList<Example> Examples =>
    [
        new("report web1", "qga-report-web1-DATE.tar"),
        new("report web1 -o - | tar -t", "what is in it"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        "The file is a tar archive: host.txt is what this host knows, info.txt the page of 'qga info', and agent/ has the agent's answer to each of "
            + "its commands that only tell. Passwords, keys of users and contents of files are not in it; names and addresses are: look through it before it "
            + "goes to others.",
    ];

    private async Task<int> RunAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        IReadOnlyList<Guest> found =
            await invocation.Selector.SelectAsync(arguments.GetValue(_guest)!, invocation.Notice, cancellationToken).ConfigureAwait(false);
        Guest guest = found is [{ IsMissing: false } only] ? only : throw new UsageException("a report is of one guest");
        DateTimeOffset now = DateTimeOffset.UtcNow;
        string name = $"qga-report-{FileNameOf(guest)}-{now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        IAsyncEnumerable<ReportEntry> entries = new GuestReport(invocation, guest).CollectAsync(arguments.GetValue(_log), cancellationToken);

        string path = arguments.GetValue(_output) ?? $"{name}.tar";
        if (path == "-")
        {
            if (invocation.Terminal.IsOutputTerminal)
            {
                throw new UsageException("report: a terminal cannot show an archive; send it to a file or to another program");
            }

            await ReportArchive.WriteAsync(invocation.Terminal.OpenOutput(), name, entries, now, cancellationToken).ConfigureAwait(false);
            return ExitCode.Success;
        }

        IReadOnlyList<string> names = await WriteAsync(path, name, entries, now, cancellationToken).ConfigureAwait(false);
        Answer answer = Answer.Done($"{path}: {names.Count} files", (Fields[0], path), (Fields[1], names));
        new AnswerWriter(invocation.Terminal, invocation.IsJson).Write([new(guest.Name, answer, null)], isPlural: false);
        return ExitCode.Success;
    }

    // What there is of a report that fails is removed.
    private static async Task<IReadOnlyList<string>> WriteAsync(
        string path, string name, IAsyncEnumerable<ReportEntry> entries, DateTimeOffset now, CancellationToken cancellationToken)
    {
        FileStream file = new(path, FileMode.CreateNew);
        try
        {
            await using (file.ConfigureAwait(false))
            {
                return await ReportArchive.WriteAsync(file, name, entries, now, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    // An address has slashes and colons.
    private static string FileNameOf(Guest guest) =>
        string.Concat(guest.Name.Select(one => char.IsAsciiLetterOrDigit(one) || one is '.' or '-' or '_' ? one : '-')).Trim('-');
}
