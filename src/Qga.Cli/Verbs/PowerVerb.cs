using System.CommandLine;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Machines;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary>A verb that changes whether a machine runs, and can wait until the machine itself shows the change: the agent does not answer such a
/// command.</summary>
internal abstract class PowerVerb : GuestVerb
{
    private static readonly TimeSpan s_usualWait = TimeSpan.FromMinutes(5);
    private static readonly Column s_confirmed = new("CONFIRMED", "confirmed", ValueKind.Flag);
    private static readonly Column s_by = new("BY", "confirmed-by");
    private static readonly Column s_action = new("ACTION", "action");

    private readonly Option<bool> _wait = new("--wait", "-w")
    {
        Description = "Wait until the machine shows that it is done; --timeout says how long, 5 minutes by default",
    };

    protected PowerVerb(Invocation invocation, string name, string summary)
        : base(invocation, name, VerbGroup.Power, summary)
    {
        Add(_wait);
        Add(MachineAccess.MonitorOption.Create());
    }

    public override IReadOnlyList<string> Details =>
    [
        "The agent does not answer such a command when it succeeds. What the machine does is seen through QEMU's monitor (QMP), if one is known, or libvirt: "
            + "with --wait the verb ends when the machine has shown the change, and fails if it did not in time or if nothing can show it.",
    ];

    /// <summary>What is done, for people: <c>shutdown</c>.</summary>
    protected abstract string ActionOf(ParseResult arguments);

    /// <summary>What shows that it is done.</summary>
    protected abstract MachineChange ChangeOf(ParseResult arguments);

    /// <summary>Does it.</summary>
    /// <param name="machine">The guest's machine; null: unknown.</param>
    /// <param name="client">The guest's agent.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="cancellationToken">Ends it.</param>
    protected abstract Task ActAsync(IMachine? machine, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken);

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        bool isWaiting = arguments.GetValue(_wait);
        await using IMachine? machine = await MachineAccess.OpenAsync(guest, arguments, cancellationToken).ConfigureAwait(false);
        string action = ActionOf(arguments);
        if (machine is null || !isWaiting)
        {
            await ActAsync(machine, client, arguments, cancellationToken).ConfigureAwait(false);
            return !isWaiting
                ? Done(action, machine is null
                    ? $"{action}: asked for; nothing can confirm it, as no monitor of the machine is known" : $"{action}: asked for", null, null)
                : throw new VerbException($"{action}: asked for; it cannot be confirmed, as no monitor of the machine is known (--monitor names one)");
        }

        Func<CancellationToken, Task<string>> watch = machine.Watch(ChangeOf(arguments));
        string words = await ActAndWaitAsync(machine, watch, client, arguments, cancellationToken).ConfigureAwait(false);
        return Done(action, $"{action}: {words}", true, machine.Source);
    }

    private static Answer Done(string action, string sentence, bool? isConfirmed, string? source) =>
        Answer.Done(sentence, (s_action, action), (s_confirmed, isConfirmed ?? false), (s_by, source));

    private async Task<string> ActAndWaitAsync(
        IMachine machine, Func<CancellationToken, Task<string>> watch, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        TimeSpan limit = CommonOptions.Timeout.ValueIn(arguments) is double seconds ? TimeSpan.FromSeconds(seconds) : s_usualWait;
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(limit);
        using CancellationTokenSource acting = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        Task act = ActAsync(machine, client, arguments, acting.Token);
        Task<string> change = watch(ending.Token);
        try
        {
            // The command may wait for an error that never comes while the machine is off already.
            if (await Task.WhenAny(act, change).ConfigureAwait(false) == act)
            {
                await act.ConfigureAwait(false);
            }

            return await change.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new VerbException(
                $"{ActionOf(arguments)}: asked for, and the machine has not shown it in {ValueText.Duration(limit)} (it may still do it)", ExitCode.TimedOut);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            _ = act.ContinueWith(static task => _ = task.Exception, TaskScheduler.Default);
            _ = change.ContinueWith(static task => _ = task.Exception, TaskScheduler.Default);
        }
    }
}
