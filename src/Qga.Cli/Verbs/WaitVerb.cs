using System.CommandLine;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga wait</c>.</summary>
internal sealed class WaitVerb : GuestVerb
{
    private static readonly Column s_attempts = new("ATTEMPTS", "attempts", ValueKind.Number);
    private static readonly Column s_elapsed = new("ELAPSED", "elapsed", ValueKind.Duration);

    private readonly Invocation _invocation;
    private readonly Option<string?> _for =
        new("--for") { Description = "What else has to hold: an address, no freeze, or both", HelpName = "ip|freeze-end|ready" };

    public WaitVerb(Invocation invocation)
        : base(invocation, "wait", VerbGroup.Look, "Wait until the guest's agent answers")
    {
        _invocation = invocation;
        _for.AcceptOnlyFromAmong("ip", "freeze-end", "ready");
        Add(_for);
    }

    public override IReadOnlyList<Column> Fields => [s_attempts, s_elapsed];

    public override IReadOnlyList<Example> Examples =>
    [
        new("wait web1", "until the agent answers, five minutes at most"),
        new("wait web1 --for ip --timeout 120", "until the guest has an address, two minutes at most"),
        new("wait 'web*' --for freeze-end", "until a backup has ended"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        "A socket that is not there yet, that nobody listens at, or behind which nobody answers, is a reason to wait. With --for ip the guest must "
            + "also have an address that is valid beyond its link, of an interface that is neither the loopback one nor one of containers; with freeze-end "
            + "its file systems must not be frozen; ready means both.",
        "--timeout is how long to wait in all, 300 seconds by default. The exit code is 4 when that is over; the message names the link of the way that is "
            + "broken.",
    ];

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        string? condition = arguments.GetValue(_for);
        ReadinessOptions options = new()
        {
            Address = condition is "ip" or "ready" ? AddressFilter.Reachable : null,
            RequiresThawed = condition is "freeze-end" or "ready",
        };
        if (CommonOptions.Timeout.ValueIn(arguments) is double seconds)
        {
            options = options with { Timeout = TimeSpan.FromSeconds(seconds) };
        }

        ReadinessReport report =
            await client.WaitUntilReadyAsync(options, new ChangeProgress(guest.Name, _invocation), cancellationToken).ConfigureAwait(false);
        return Answer.Done($"ready after {ValueText.Duration(report.Elapsed)}", (s_attempts, report.Attempts), (s_elapsed, report.Elapsed));
    }

    /// <summary>Says on a terminal what is waited for, once for each state.</summary>
    private sealed class ChangeProgress(string guest, Invocation invocation) : IProgress<ReadinessReport>
    {
        private ReadinessState? _last;

        public void Report(ReadinessReport value)
        {
            if (invocation.Terminal.IsErrorTerminal && value.State != ReadinessState.Ready && value.State != _last)
            {
                invocation.Notice($"{guest}: waiting: {value.Message}");
            }

            _last = value.State;
        }
    }
}
