using System.CommandLine;
using System.CommandLine.Parsing;
using Qga.Cli.Discovery;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary>A verb that asks one or several guests for the same, side by side. One that hangs or is absent never holds up the others.</summary>
internal abstract class GuestVerb : Verb
{
    protected GuestVerb(Invocation invocation, string name, VerbGroup group, string summary)
        : base(name, group, summary)
    {
        Add(GuestArgument);
        Add(CommonOptions.All.Create());
        Validators.Add(result => CheckGuests(result));
        SetAction((arguments, cancellationToken) => RunAsync(invocation.With(arguments), arguments, cancellationToken));
    }

    /// <summary>An address, a name, or a pattern.</summary>
    protected Argument<string?> GuestArgument { get; } = new("GUEST")
    {
        Description = "An address, the name of a guest of this host, a list a,b,c, or a pattern 'web*'",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Asks one guest.</summary>
    /// <param name="guest">The guest.</param>
    /// <param name="client">A client of its agent, not yet connected.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What the guest answered.</returns>
    protected abstract Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken);

    /// <summary>The client for one guest.</summary>
    protected virtual GuestAgentClient CreateClient(Invocation invocation, Guest guest) => invocation.CreateClient(guest);

    /// <summary>Does once, before any guest is asked, what all of them need: reads standard input or a password.</summary>
    /// <param name="invocation">The run of the tool.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="cancellationToken">Ends it.</param>
    protected virtual Task PrepareAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Gives back what <see cref="PrepareAsync"/> has taken.</summary>
    protected virtual void Complete()
    {
    }

    private async Task<int> RunAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        bool isAll = CommonOptions.All.ValueIn(arguments);
        string? text = arguments.GetValue(GuestArgument);
        IReadOnlyList<Guest> guests = isAll
            ? await invocation.Selector.FindRunningAsync(invocation.Notice, cancellationToken).ConfigureAwait(false)
            : await invocation.Selector.SelectAsync(text!, invocation.Notice, cancellationToken).ConfigureAwait(false);
        bool isPlural = isAll || GuestSelector.IsPlural(text!);

        GuestAnswer[] answers = new GuestAnswer[guests.Count];
        ParallelOptions options = new() { MaxDegreeOfParallelism = invocation.Jobs, CancellationToken = cancellationToken };
        try
        {
            await PrepareAsync(invocation, arguments, cancellationToken).ConfigureAwait(false);
            await Parallel.ForAsync(0, guests.Count, options, async (index, token) =>
                answers[index] = await AskAsync(invocation, guests[index], isPlural, arguments, token).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            Complete();
        }

        new AnswerWriter(invocation.Terminal, invocation.IsJson).Write(answers, isPlural);
        return GuestAnswer.ExitCodeOf(answers);
    }

    private async Task<GuestAnswer> AskAsync(
        Invocation invocation, Guest guest, bool isPlural, ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            await using GuestAgentClient client = CreateClient(invocation, guest);
            return new(guest.Name, await AskAsync(guest, client, arguments, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception problem) when (Failure.From(problem) is Failure failure)
        {
            invocation.Report(isPlural ? guest.Name : null, failure);
            return new(guest.Name, null, failure);
        }
    }

    /// <summary>Whether exactly one of a guest and <c>--all</c> is given.</summary>
    protected virtual void CheckGuests(CommandResult result)
    {
        bool isNamed = result.GetResult(GuestArgument) is { Tokens.Count: > 0 };
        if (isNamed == CommonOptions.All.ValueIn(result))
        {
            result.AddError(isNamed ? "a guest and --all exclude each other" : "name a guest, or --all");
        }
    }
}
