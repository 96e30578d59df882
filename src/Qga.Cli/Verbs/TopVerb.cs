using System.CommandLine;
using System.Threading.Channels;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Cli.Top;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga top</c>.</summary>
internal sealed class TopVerb : Verb
{
    private const int DefaultWidth = 80;
    private const int DefaultHeight = 24;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    private readonly GuestOptions _guests;

    public TopVerb(Invocation invocation)
        : base("top", VerbGroup.Look, "Watch what guests do, live")
    {
        _guests = new(this, isAllByDefault: true);
        Add(LiveOptions.Interval.Create());
        Add(LiveOptions.Count.Create());
        Add(LiveOptions.Lines.Create());
        SetAction((arguments, cancellationToken) => RunAsync(invocation.With(arguments), arguments, cancellationToken));
    }

    public override IReadOnlyList<Column> Fields => TopColumns.Columns;

    public override string? WhyNoJson(ParseResult arguments) =>
        LiveOptions.Count.ValueIn(arguments) == 1 ? null : "it goes on; --jsonl writes one document a line, and -c 1 --json looks once";

    public override IReadOnlyList<Example> Examples =>
    [
        new("top", "every guest of this host"),
        new("top 'web*' -i 5", "some of them, every five seconds"),
        new("top web1 --jsonl -c 60", "a minute of one, for a program"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        "Processors, disks and load come from the agent, or from the guest's /proc where the agent has no command for them; memory comes from /proc. "
            + "CPU is the share of all processors' time, of which STEAL is what the host gave to others. Disks are whole disks, without what is made of them.",
        "Keys: q quits, < and > (or the arrows) choose the column to sort by, r reverses, up and down scroll, + and - change the interval, space pauses. "
            + "Without a terminal, or with --count, a table is written after every interval.",
    ];

    private async Task<int> RunAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        (IReadOnlyList<Guest> found, _) = await _guests.FindAsync(invocation, arguments, cancellationToken).ConfigureAwait(false);
        if (found.Count == 0)
        {
            throw new GuestNotFoundException("there is no guest on this host");
        }

        TopView view = new(LiveOptions.IntervalOf(arguments));
        int? count = LiveOptions.CountOf(arguments);
        invocation = invocation.Within(invocation.Timeout ?? s_limit);
        TopGuest[] guests = [.. found.Select(guest => new TopGuest(invocation, guest))];
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task sampling = Task.WhenAll(guests.Select(guest => guest.RunAsync(() => view.Interval, () => view.IsPaused, ending.Token)));
        try
        {
            bool isLive = invocation.Terminal is { IsOutputTerminal: true, IsInputTerminal: true } && count is null && !LiveOptions.Lines.ValueIn(arguments);
            if (!isLive)
            {
                return await WriteAsync(invocation, guests, view, count, LiveOptions.Lines.ValueIn(arguments), cancellationToken).ConfigureAwait(false);
            }

            await ShowAsync(invocation.Terminal, guests, view, cancellationToken).ConfigureAwait(false);
            return ExitCode.Success;
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await sampling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task ShowAsync(Terminal terminal, TopGuest[] guests, TopView view, CancellationToken cancellationToken)
    {
        ChannelReader<ConsoleKeyInfo> keys = KeyReader.Start();
        using AlternateScreen screen = new(terminal.Output);
        while (!view.IsDone)
        {
            screen.Show(view.Draw([.. guests.Select(guest => guest.Row)], WidthOf(), HeightOf(), terminal.HasColor, DateTimeOffset.Now));
            using CancellationTokenSource pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            pause.CancelAfter(view.Interval < TimeSpan.FromSeconds(1) ? view.Interval : TimeSpan.FromSeconds(1));
            try
            {
                view.Take(await keys.ReadAsync(pause.Token).ConfigureAwait(false));
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Time to show what has come meanwhile.
            }
            catch (ChannelClosedException)
            {
                return;
            }
        }
    }

    // The exit code tells of the last table.
    private static async Task<int> WriteAsync(
        Invocation invocation, TopGuest[] guests, TopView view, int? count, bool isLines, CancellationToken cancellationToken)
    {
        // A guest that takes longer has no rates in the first table.
        await Task.WhenAll(guests.Select(guest => guest.Settled))
            .WaitAsync(view.Interval + s_limit, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        GuestAnswer[] answers = [];
        for (int number = 0; count is null || number < count; number++)
        {
            if (number > 0)
            {
                await Task.Delay(view.Interval, cancellationToken).ConfigureAwait(false);
            }

            answers = [.. view.Sort(guests.Select(guest => guest.Row)).Select(AnswerOf)];
            if (isLines)
            {
                Array.ForEach(answers, answer => JsonAnswers.WriteLine(invocation.Terminal.Output, answer));
            }
            else
            {
                new AnswerWriter(invocation.Terminal, invocation.IsJson).Write(answers, isPlural: true);
            }
        }

        foreach (GuestAnswer answer in answers.Where(answer => answer.Failure is not null))
        {
            invocation.Report(answer.Guest, answer.Failure!);
        }

        return GuestAnswer.ExitCodeOf(answers);
    }

    private static GuestAnswer AnswerOf(TopRow row) => row.Problem is string problem
        ? new(row.Guest, null, row.Failure ?? new("unreachable", problem, null, ExitCode.Unreachable))
        : new(row.Guest, Answer.Row(TopColumns.Columns, TopColumns.RowOf(row)), null);

    private static int WidthOf() => Console.WindowWidth is > 0 and int width ? width : DefaultWidth;

    private static int HeightOf() => Console.WindowHeight is > 0 and int height ? height : DefaultHeight;
}
