using System.CommandLine;
using System.Globalization;
using Qga.Cli.Discovery;
using Qga.Cli.Failures;
using Qga.Cli.Freezing;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga frozen</c>.</summary>
internal sealed class FrozenVerb : Verb
{
    // How long a command that was asked to end may take.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly Invocation _invocation;
    private readonly Argument<string> _guest = new("GUEST")
    {
        Description = "An address, the name of a guest of this host, a list a,b,c, or a pattern 'web*'",
    };

    private readonly Argument<string[]> _command = new("HOSTCOMMAND")
    {
        Description = "The command to run on this host, with its arguments",
        HelpName = "-- HOSTCOMMAND [ARGUMENT...]",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string?> _report = new("--report")
    {
        Description = "Write what became of the freeze and the command to this file, as JSON",
        HelpName = "FILE",
    };

    public FrozenVerb(Invocation invocation)
        : base("frozen", VerbGroup.Freezing, "Run a command on this host while the file systems of guests are frozen")
    {
        _invocation = invocation;
        Add(_guest);
        Add(_command);
        Add(MountOption.Option.Create());
        Add(_report);
        SetAction(RunAsync);
    }

    public override bool PassesExitCodeOn => true;

    public override bool RunsProgram => true;

    public override string? WhyNoJson(ParseResult arguments) =>
        "the command's output goes to standard output; --report writes what became of the freeze as JSON";

    public override IReadOnlyList<Example> Examples =>
    [
        new("frozen web1 -- lvcreate --snapshot --name web1-snap --size 5G vg0/web1", "a consistent snapshot of a logical volume"),
        new("frozen --mount /srv --timeout 30 web1 -- zfs snapshot tank/web1@now", "one file system, frozen for 30 seconds at most"),
        new("frozen 'db*' -- ./snapshot-all.sh", "several guests, frozen at the same time"),
        new("frozen --report /var/log/web1-freeze.json web1 -- ./snapshot.sh", "keep what became of it"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        "The guest is thawed whatever happens: when the command ends, fails or cannot be started, at Ctrl-C, SIGTERM and SIGHUP, which the command gets as "
            + "well, and when --timeout is over, which ends the command with SIGTERM. A command that goes on ten seconds after a signal is killed.",
        "Several guests are frozen side by side; the command runs once, when all are. Where one cannot be frozen, it does not run, and the others are thawed.",
        "The exit code is the command's. It is 255 where a guest could not be frozen or thawed, where the time was over, and where a guest was thawed by "
            + "somebody else meanwhile: then what the command has made may be inconsistent.",
        "The command finds the guest's name in QGA_GUEST, those of several with commas between them, and the number of frozen file systems in QGA_FROZEN.",
    ];

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        Invocation invocation = _invocation.With(arguments);
        using EndingSignals signals = new();
        string text = arguments.GetRequiredValue(_guest);
        IReadOnlyList<Guest> guests = await invocation.Selector.SelectAsync(text, invocation.Notice, cancellationToken).ConfigureAwait(false);
        if (guests.FirstOrDefault(guest => guest.IsMissing) is Guest missing)
        {
            throw new GuestNotFoundException(missing.Problem!);
        }

        bool isPlural = GuestSelector.IsPlural(text);
        FreezeOptions options = new() { Limit = invocation.Timeout ?? Timeout.InfiniteTimeSpan, ListsFileSystems = true };
        await using FrozenGuests? frozen = await FrozenGuests.FreezeAsync(
            invocation, guests, isPlural, MountOption.Of(arguments), options, cancellationToken).ConfigureAwait(false);
        if (frozen is null)
        {
            return ExitCode.OwnFailure;
        }

        CommandEnd end;
        IReadOnlyList<(Guest Guest, FreezeReport? Report)> outcomes;
        try
        {
            Warn(invocation, frozen);
            end = await RunAsync(invocation, guests, frozen, arguments.GetRequiredValue(_command), signals, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            outcomes = await frozen.ThawAsync().ConfigureAwait(false);
        }

        int exitCode = await end.WaitAsync().ConfigureAwait(false);
        if (arguments.GetValue(_report) is string file)
        {
            await WriteReportAsync(file, outcomes, isPlural, end, exitCode).ConfigureAwait(false);
        }

        bool isGood = true;
        foreach ((Guest guest, FreezeReport? outcome) in outcomes)
        {
            isGood &= outcome is not null && IsConsistent(invocation, frozen.Place(guest), outcome);
        }

        if (!isGood)
        {
            return ExitCode.OwnFailure;
        }

        string times = string.Join(", ", outcomes.Select(one =>
            $"{frozen.Place(one.Guest)}{MountOption.Count(one.Report!.Count)} frozen for {ValueText.Duration(one.Report.Duration)}"));
        if (end.Reason is string reason)
        {
            invocation.Notice($"frozen: the command was ended, as {reason}; {times}, thawed now");
        }
        else if (invocation.IsVerbose)
        {
            invocation.Notice($"frozen: {times}");
        }

        return exitCode;
    }

    private static void Warn(Invocation invocation, FrozenGuests guests)
    {
        foreach ((Guest guest, FrozenGuest frozen) in guests.All)
        {
            if (frozen.Count == 0)
            {
                invocation.Notice($"{guests.Place(guest)}frozen: nothing could be frozen; the command runs all the same");
            }

            if (frozen.Coverage is { NotMounted.Count: > 0 } coverage)
            {
                invocation.Notice($"{guests.Place(guest)}frozen: the guest has no mount point {string.Join(", ", coverage.NotMounted)}");
            }
        }
    }

    private static async Task<CommandEnd> RunAsync(
        Invocation invocation,
        IReadOnlyList<Guest> guests,
        FrozenGuests frozen,
        string[] words,
        EndingSignals signals,
        CancellationToken cancellationToken)
    {
        Dictionary<string, string> environment = new()
        {
            ["QGA_GUEST"] = string.Join(',', guests.Select(guest => guest.Name)),
            ["QGA_FROZEN"] = frozen.Count.ToString(CultureInfo.InvariantCulture),
        };
        HostCommand command = HostCommand.Start(words, environment);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<int> end = command.WaitAsync(over.Token);
        Task watch = frozen.WatchAsync(over.Token);
        await Task.WhenAny(end, watch).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(end, watch).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (end.IsCompletedSuccessfully)
        {
            return new(words, command, end, null);
        }

        // On a terminal the command is in the foreground as well, and Ctrl-C has reached it.
        int signal = signals.Number;
        string reason = cancellationToken.IsCancellationRequested ? "it was interrupted" : "the guest was thawed";
        return new(words, command, command.EndAsync(signal == 2 && invocation.Terminal.IsInputTerminal ? 0 : signal == 0 ? 15 : signal, s_patience), reason);
    }

    // Whether the guest was frozen all the time.
    private static bool IsConsistent(Invocation invocation, string place, FreezeReport outcome)
    {
        if (outcome.ThawError is string problem)
        {
            invocation.Notice($"{place}frozen: the guest is thawed, and its agent says: {problem}");
        }

        if (outcome.IsLimitReached)
        {
            string frozen = $"{MountOption.Count(outcome.Count)} frozen for {ValueText.Duration(outcome.Duration)}";
            invocation.Notice($"{place}frozen: THE TIME WAS OVER while the command ran, and the guest was thawed ({frozen}); what the command has made may be "
                + "inconsistent");
            return false;
        }

        if (outcome.WasThawedEarly == true)
        {
            string found = outcome.ThawedCount is long count ? $"{count} of {outcome.Count} file systems were still frozen" : "the agent said so";
            invocation.Notice(
                $"{place}frozen: THE GUEST WAS THAWED EARLY by somebody else ({found}); what the command has made may be inconsistent");
            return false;
        }

        return true;
    }

    private static async Task WriteReportAsync(
        string file, IReadOnlyList<(Guest Guest, FreezeReport? Report)> outcomes, bool isPlural, CommandEnd end, int exitCode)
    {
        Answer[] reports = [.. outcomes.Where(one => one.Report is not null).Select(one => ReportOf(one.Guest, one.Report!, end, exitCode))];
        await using StreamWriter writer = new(file) { NewLine = "\n" };
        if (isPlural)
        {
            JsonAnswers.WriteAll(writer, reports);
        }
        else if (reports is [Answer report])
        {
            JsonAnswers.WriteOne(writer, report);
        }
    }

    private static Answer ReportOf(Guest guest, FreezeReport outcome, CommandEnd end, int exitCode) =>
        Answer.Page(
            (new("", "guest"), guest.Name),
            (new("", "mountpoints"), outcome.Mountpoints),
            (new("", "frozen"), outcome.Count),
            (new("", "frozen-at"), outcome.FrozenAt),
            (new("", "duration"), outcome.Duration),
            (new("", "thawed"), outcome.ThawedCount),
            (new("", "thawed-early"), outcome.WasThawedEarly),
            (new("", "limit-reached"), outcome.IsLimitReached),
            (new("", "not-frozen"), outcome.Coverage?.Unfrozen),
            (new("", "not-mounted"), outcome.Coverage?.NotMounted),
            (new("", "freeze-attempts"), outcome.FreezeAttempts),
            (new("", "thaw-attempts"), outcome.ThawAttempts),
            (new("", "thaw-error"), outcome.ThawError),
            (new("", "command"), end.Words),
            (new("", "ended-because"), end.Reason),
            (new("", "exit-code"), exitCode));

    /// <summary>How a command ended, or is ending.</summary>
    private sealed record CommandEnd(string[] Words, HostCommand Command, Task<int> End, string? Reason)
    {
        public async Task<int> WaitAsync()
        {
            using (Command)
            {
                return await End.ConfigureAwait(false);
            }
        }
    }
}
