using System.CommandLine;
using System.Diagnostics;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Cli.Pinging;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga ping</c>.</summary>
internal sealed class PingVerb : Verb
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    private readonly GuestOptions _guests;
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Write the summary alone" };

    public PingVerb(Invocation invocation)
        : base("ping", VerbGroup.Look, "Measure how long the guest's agent takes to answer")
    {
        _guests = new(this);
        Add(LiveOptions.Count.Create());
        Add(LiveOptions.Interval.Create());
        Add(LiveOptions.Lines.Create());
        Add(_quiet);
        SetAction((arguments, cancellationToken) => RunAsync(invocation.With(arguments), arguments, cancellationToken));
    }

    public override IReadOnlyList<Column> Fields => [.. PingWriter.AnswerColumns, .. PingWriter.SummaryColumns];

    public override IReadOnlyList<Example> Examples =>
    [
        new("ping web1", "until Ctrl-C, and a summary then"),
        new("ping web1 -c 1", "once: the exit code tells whether the agent answers"),
        new("ping --all -c 5 -q", "every guest of this host"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        "The connection is made and synchronized before the first round trip, which therefore measures the agent alone. An answer that does not come counts as "
            + "lost after 5 seconds, or --timeout. The exit code is 0 if any answer came.",
    ];

    private async Task<int> RunAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        (IReadOnlyList<Guest> guests, _) = await _guests.FindAsync(invocation, arguments, cancellationToken).ConfigureAwait(false);
        invocation = invocation.Within(invocation.Timeout ?? s_limit);
        int? count = LiveOptions.CountOf(arguments);
        TimeSpan interval = LiveOptions.IntervalOf(arguments);
        PingWriter writer = new(invocation, LiveOptions.Lines.ValueIn(arguments), arguments.GetValue(_quiet));
        (string Guest, RoundTrips Trips, Failure? Failure)[] results = await Task.WhenAll(guests.Select(guest =>
            PingAsync(invocation, guest, count, interval, writer, cancellationToken))).ConfigureAwait(false);
        writer.WriteSummaries(results);
        return ExitCodeOf(results);
    }

    // Ctrl-C is the usual end, after which the summary comes.
    private static async Task<(string Guest, RoundTrips Trips, Failure? Failure)> PingAsync(
        Invocation invocation, Guest guest, int? count, TimeSpan interval, PingWriter writer, CancellationToken cancellationToken)
    {
        RoundTrips trips = new();
        Failure? last = null;
        GuestAgentClient? client = null;
        try
        {
            for (int number = 1; count is null || number <= count; number++)
            {
                long start = Stopwatch.GetTimestamp();
                try
                {
                    if (client is null)
                    {
                        client = invocation.CreateClient(guest);
                        await client.GuestSyncAsync(number, cancellationToken).ConfigureAwait(false);
                    }

                    long asked = Stopwatch.GetTimestamp();
                    await client.GuestPingAsync(cancellationToken).ConfigureAwait(false);
                    TimeSpan time = Stopwatch.GetElapsedTime(asked);
                    trips.AddAnswer(time);
                    writer.WriteAnswer(guest.Name, number, time);
                }
                catch (Exception problem) when (Failure.From(problem) is Failure failure)
                {
                    last = failure;
                    trips.AddLoss();
                    writer.WriteLoss(guest.Name, number, failure);
                }

                TimeSpan rest = interval - Stopwatch.GetElapsedTime(start);
                if (rest > TimeSpan.Zero && number != count)
                {
                    await Task.Delay(rest, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // What was measured so far is told.
        }
        finally
        {
            if (client is not null)
            {
                await client.DisposeAsync().ConfigureAwait(false);
            }
        }

        return (guest.Name, trips, last);
    }

    private static int ExitCodeOf((string Guest, RoundTrips Trips, Failure? Failure)[] results)
    {
        int lost = results.Count(result => result.Trips is { Answered: 0, Sent: > 0 });
        return lost == 0 ? ExitCode.Success : lost < results.Length ? ExitCode.SomeFailed : results[0].Failure?.ExitCode ?? ExitCode.Unreachable;
    }
}
