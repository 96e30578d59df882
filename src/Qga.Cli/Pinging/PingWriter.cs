using Qga.Cli.Failures;
using Qga.Cli.Output;

namespace Qga.Cli.Pinging;

/// <summary>Writes what ping(8) would: a line for each answer, and a summary at the end. Guests that are pinged side by side share it.</summary>
/// <param name="invocation">Where it writes.</param>
/// <param name="isLines">Whether programs read along: one JSON document a line.</param>
/// <param name="isQuiet">Whether only the summary is written.</param>
internal sealed class PingWriter(Invocation invocation, bool isLines, bool isQuiet)
{
    private readonly Lock _lock = new();

    public static IReadOnlyList<Column> AnswerColumns { get; } = [new("SEQ", "seq", ValueKind.Number), new("TIME", "time", ValueKind.Duration)];

    public static IReadOnlyList<Column> SummaryColumns { get; } =
    [
        new("SENT", "sent", ValueKind.Number),
        new("ANSWERED", "answered", ValueKind.Number),
        new("LOST", "lost-share", ValueKind.Share),
        new("MIN", "min", ValueKind.Duration),
        new("AVG", "avg", ValueKind.Duration),
        new("MAX", "max", ValueKind.Duration),
        new("MDEV", "mdev", ValueKind.Duration),
    ];

    public void WriteAnswer(string guest, int number, TimeSpan time) =>
        WriteLine(new(guest, Answer.Row(AnswerColumns, number, time), null), () => $"answer from {guest}: seq={number} time={ValueText.Duration(time)}");

    public void WriteLoss(string guest, int number, Failure failure) => WriteLine(
        new(guest, Answer.Row(AnswerColumns, number, null), failure),
        () => $"no answer from {guest}: seq={number} {failure.Message}");

    public void WriteSummaries(IReadOnlyList<(string Guest, RoundTrips Trips, Failure? Failure)> results)
    {
        GuestAnswer[] answers =
            [.. results.Select(result => new GuestAnswer(result.Guest, SummaryOf(result.Trips), result.Trips.Answered == 0 ? result.Failure : null))];
        TextWriter output = invocation.Terminal.Output;
        if (isLines)
        {
            Array.ForEach(answers, answer => JsonAnswers.WriteLine(output, answer));
        }
        else if (invocation.IsJson)
        {
            JsonAnswers.Write(output, answers);
        }
        else
        {
            foreach ((string guest, RoundTrips trips, _) in results)
            {
                output.WriteLine($"--- {ValueText.Printable(guest)}: {trips.Sent} sent, {trips.Answered} answered, {trips.LostShare:P0} lost ---");
                if (trips.Answered > 0)
                {
                    string times = string.Join(
                        " / ", ((TimeSpan?[])[trips.Shortest, trips.Mean, trips.Longest, trips.Deviation]).Select(time => ValueText.Duration(time!.Value)));
                    output.WriteLine($"round trip min/avg/max/mdev = {times}");
                }
            }
        }

        output.Flush();
    }

    private void WriteLine(GuestAnswer answer, Func<string> text)
    {
        if (isQuiet || (invocation.IsJson && !isLines))
        {
            return;
        }

        lock (_lock)
        {
            if (isLines)
            {
                JsonAnswers.WriteLine(invocation.Terminal.Output, answer);
            }
            else
            {
                invocation.Terminal.Output.WriteLine(ValueText.Printable(text()));
                invocation.Terminal.Output.Flush();
            }
        }
    }

    private static Answer SummaryOf(RoundTrips trips) => Answer.Row(
        SummaryColumns, trips.Sent, trips.Answered, trips.LostShare, trips.Shortest, trips.Mean, trips.Longest, trips.Deviation);
}
