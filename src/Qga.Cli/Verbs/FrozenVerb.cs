using System.CommandLine;
using System.Globalization;
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
    private readonly Argument<string> _guest = new("GUEST") { Description = "A guest: its name or its address" };
    private readonly Argument<string[]> _command = new("HOSTCOMMAND")
    {
        Description = "The command to run on this host, with its arguments",
        HelpName = "-- HOSTCOMMAND [ARGUMENT...]",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string?> _report = new("--report")
    {
        Description = "Write what became of the freeze and the command to this file, as JSON",
        HelpName = "FILE"
    };

    public FrozenVerb(Invocation invocation)
        : base("frozen", VerbGroup.Freezing, "Run a command on this host while the guest's file systems are frozen")
    {
        _invocation = invocation;
        Add(_guest);
        Add(_command);
        Add(MountOption.Option);
        Add(_report);
        SetAction(RunAsync);
    }

    public override bool PassesExitCodeOn => true;

    public override IReadOnlyList<Example> Examples =>
    [
        new("frozen web1 -- lvcreate --snapshot --name web1-snap --size 5G vg0/web1", "a consistent snapshot of a logical volume"),
        new("frozen --mount /srv --timeout 30 web1 -- zfs snapshot tank/web1@now", "one file system, frozen for 30 seconds at most"),
        new("frozen --report /var/log/web1-freeze.json web1 -- ./snapshot.sh", "keep what became of it"),
    ];

    public override IReadOnlyList<string> Details =>
    [
        "The guest is thawed whatever happens: when the command ends, fails or cannot be started, at Ctrl-C, SIGTERM and SIGHUP, which the command gets as "
            + "well, and when --timeout is over, "
            + "which ends the command with SIGTERM. A command that goes on ten seconds after a signal is killed.",
        "The exit code is the command's. It is 255 where the guest could not be frozen or thawed, where the time was over, and where the guest was thawed by "
            + "somebody else meanwhile: then "
            + "what the command has made may be inconsistent.",
        "The command finds the guest's name in QGA_GUEST and the number of frozen file systems in QGA_FROZEN.",
    ];

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        Invocation invocation = _invocation.With(arguments);
        using EndingSignals signals = new();
        IReadOnlyList<Guest> guests = await invocation.Selector.SelectAsync(arguments.GetRequiredValue(_guest), invocation.Notice,
            cancellationToken).ConfigureAwait(false);
        if (guests is not [Guest guest])
        {
            throw new UsageException("frozen: name one guest");
        }

        // The limit is that of the freeze, not of a call.
        await using GuestAgentClient client = invocation.Within(null).CreateClient(guest);
        FreezeOptions options = new() { Limit = invocation.Timeout ?? Timeout.InfiniteTimeSpan, ListsFileSystems = true };
        FrozenGuest frozen = await client.FreezeAsync(MountOption.Of(arguments), options, cancellationToken).ConfigureAwait(false);
        CommandEnd end;
        FreezeReport outcome;
        try
        {
            Warn(invocation, frozen);
            end = await RunAsync(invocation, guest, frozen, arguments.GetRequiredValue(_command), signals, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            outcome = await frozen.ThawAsync(CancellationToken.None).ConfigureAwait(false);
        }

        int exitCode = await end.WaitAsync().ConfigureAwait(false);
        if (arguments.GetValue(_report) is string file)
        {
            await WriteReportAsync(file, guest, outcome, end, exitCode).ConfigureAwait(false);
        }

        return Judge(invocation, outcome, end, exitCode);
    }

    private static void Warn(Invocation invocation, FrozenGuest frozen)
    {
        if (frozen.Count == 0)
        {
            invocation.Notice("frozen: nothing could be frozen; the command runs all the same");
        }

        if (frozen.Coverage is { NotMounted.Count: > 0 } coverage)
        {
            invocation.Notice($"frozen: the guest has no mount point {string.Join(", ", coverage.NotMounted)}");
        }
    }

    private static async Task<CommandEnd> RunAsync(
        Invocation invocation, Guest guest, FrozenGuest frozen, string[] words, EndingSignals signals, CancellationToken cancellationToken)
    {
        HostCommand command = HostCommand.Start(
            words, new Dictionary<string, string> { ["QGA_GUEST"] = guest.Name, ["QGA_FROZEN"] = frozen.Count.ToString(CultureInfo.InvariantCulture) });
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<int> end = command.WaitAsync(over.Token);
        Task watch = GuestFreeze.WatchAsync(frozen, over.Token);
        await Task.WhenAny(end, watch).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(end, watch).ContinueWith(static _ =>
            { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        if (end.IsCompletedSuccessfully)
        {
            return new(words, command, end, null);
        }

        // On a terminal the command is in the foreground as well, and Ctrl-C has reached it.
        int signal = signals.Number;
        string reason = cancellationToken.IsCancellationRequested ? "it was interrupted" : "the guest was thawed";
        return new(words, command, command.EndAsync(signal == 2 && invocation.Terminal.IsInputTerminal ? 0 : signal == 0 ? 15 : signal, s_patience), reason);
    }

    private static int Judge(Invocation invocation, FreezeReport outcome, CommandEnd end, int exitCode)
    {
        string frozen = $"{MountOption.Count(outcome.Count)} frozen for {ValueText.Duration(outcome.Duration)}";
        if (outcome.ThawError is string problem)
        {
            invocation.Notice($"frozen: the guest is thawed, and its agent says: {problem}");
        }

        if (outcome.IsLimitReached)
        {
            invocation.Notice($"frozen: THE TIME WAS OVER while the command ran, and the guest was thawed ({frozen}); what the command has made may be "
                + $"inconsistent");
            return ExitCode.OwnFailure;
        }

        if (outcome.WasThawedEarly == true)
        {
            string found = outcome.ThawedCount is long count ? $"{count} of {outcome.Count} file systems were still frozen" : "the agent said so";
            invocation.Notice($"frozen: THE GUEST WAS THAWED EARLY by somebody else ({found}); what the command has made may be inconsistent");
            return ExitCode.OwnFailure;
        }

        if (end.Reason is string reason)
        {
            invocation.Notice($"frozen: the command was ended, as {reason}; {frozen}, thawed now");
        }
        else if (invocation.IsVerbose)
        {
            invocation.Notice($"frozen: {frozen}");
        }

        return exitCode;
    }

    private static async Task WriteReportAsync(string file, Guest guest, FreezeReport outcome, CommandEnd end, int exitCode)
    {
        Answer report = Answer.Page(
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
        await using StreamWriter writer = new(file) { NewLine = "\n" };
        JsonAnswers.WriteOne(writer, report);
    }

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
