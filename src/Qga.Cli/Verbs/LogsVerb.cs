using System.CommandLine;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Logs;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga logs</c>.</summary>
internal sealed class LogsVerb : Verb
{
    private const int DefaultLines = 50;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private static readonly Column[] s_columns = [new("LINE", "line")];

    private readonly Lock _lock = new();
    private readonly GuestOptions _guests;
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Go on with what is written from now on, until Ctrl-C" };
    private readonly Option<string?> _unit = new("--unit", "-u") { Description = "Only what this service has written", HelpName = "UNIT" };
    private readonly Option<string?> _since =
        new("--since") { Description = "Only from this time on, as journalctl takes it: '-1h', today", HelpName = "TIME" };
    private readonly Option<string?> _file = new("--file") { Description = "Another file of the guest's", HelpName = "PATH" };

    private readonly Option<int> _lines = new("--lines", "-n")
    {
        Description = "How many of the lines that are there already; 50 by default",
        HelpName = "N",
        DefaultValueFactory = _ => DefaultLines,
    };

    public LogsVerb(Invocation invocation)
        : base("logs", VerbGroup.Look, "Show the guest's log")
    {
        _guests = new(this);
        Add(_follow);
        Add(_unit);
        Add(_since);
        Add(_lines);
        Add(_file);
        Add(LiveOptions.Lines.Create());
        SetAction((arguments, cancellationToken) => RunAsync(invocation.With(arguments), arguments, cancellationToken));
    }

    public override IReadOnlyList<Column> Fields => s_columns;

    public override string? WhyNoJson(ParseResult arguments) =>
        arguments.GetValue(_follow) ? "a log that goes on is no single document; --jsonl writes one a line" : null;

    public override IReadOnlyList<Example> Examples =>
    [
        new("logs web1", "the last lines of a guest's log"),
        new("logs web1 -f -u nginx", "what a service writes, live"),
        new("logs 'web*' -f", "what several guests write, each line with its guest's name"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        "The guest's journalctl is run, if its configuration allows programs (guest-exec). Without a journal /var/log/syslog or /var/log/messages is "
            + "read through the agent, for which neither a network nor a program of the guest's is needed; --unit takes the lines of a program of that name "
            + "then.",
    ];

    private async Task<int> RunAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        LogQuery query = new(
            arguments.GetValue(_unit),
            arguments.GetValue(_lines),
            arguments.GetValue(_since),
            arguments.GetValue(_file),
            CommonOptions.LookLimitOf(arguments));
        if (query.Lines < 0)
        {
            throw new UsageException("--lines takes a number, 0 or above");
        }

        bool follows = arguments.GetValue(_follow);
        bool isLines = LiveOptions.Lines.ValueIn(arguments);
        (IReadOnlyList<Guest> guests, bool isPlural) = await _guests.FindAsync(invocation, arguments, cancellationToken).ConfigureAwait(false);
        GuestAnswer[] answers = await Task.WhenAll(guests.Select(guest =>
            ShowAsync(invocation, guest, isPlural, isLines, query, follows, cancellationToken))).ConfigureAwait(false);
        if (invocation.IsJson)
        {
            new AnswerWriter(invocation.Terminal, isJson: true).Write(answers, isPlural);
        }

        return GuestAnswer.ExitCodeOf(answers);
    }

    private async Task<GuestAnswer> ShowAsync(
        Invocation invocation, Guest guest, bool isPlural, bool isLines, LogQuery query, bool follows, CancellationToken cancellationToken)
    {
        string place = isPlural ? $"{guest.Name}: " : "";
        try
        {
            await using GuestAgentClient client = invocation.CreateClient(guest);
            (ILogSource log, IReadOnlyList<string> lines) =
                await GuestLog.OpenAsync(client, query, text => invocation.Notice(place + text), cancellationToken).ConfigureAwait(false);
            await using (log.ConfigureAwait(false))
            {
                if (invocation.IsJson)
                {
                    return new(guest.Name, Answer.Table(s_columns, lines.Select(line => new object?[] { line })), null);
                }

                Write(invocation, guest, place, isLines, lines);
                while (follows)
                {
                    await Task.Delay(s_interval, cancellationToken).ConfigureAwait(false);
                    Write(invocation, guest, place, isLines, await log.ReadAsync(cancellationToken).ConfigureAwait(false));
                }
            }

            return new(guest.Name, null, null);
        }
        catch (Exception problem) when (Failure.From(problem) is Failure failure)
        {
            invocation.Report(isPlural ? guest.Name : null, failure);
            return new(guest.Name, null, failure);
        }
    }

    private void Write(Invocation invocation, Guest guest, string place, bool isLines, IReadOnlyList<string> lines)
    {
        lock (_lock)
        {
            foreach (string line in lines)
            {
                if (isLines)
                {
                    JsonAnswers.WriteLine(invocation.Terminal.Output, new(guest.Name, Answer.Row(s_columns, line), null));
                }
                else
                {
                    invocation.Terminal.Output.WriteLine(place + ValueText.Printable(line.Replace("\t", "    ", StringComparison.Ordinal)));
                }
            }

            invocation.Terminal.Output.Flush();
        }
    }
}
