using System.CommandLine;
using Qga.Cli.Failures;
using Qga.Cli.Files;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary>A verb that does something with paths of one guest or several, side by side.</summary>
internal abstract class GuestPathVerb : Verb
{
    protected const string ByProgram = "A program of the guest does it, which the guest's configuration must allow (guest-exec).";

    protected GuestPathVerb(Invocation invocation, string name, string summary, string words, string description, int minimum = 1)
        : base(name, VerbGroup.Files, summary)
    {
        Words = new("WORDS") { Description = description, HelpName = words, Arity = new(minimum, 100_000) };
        Add(Words);
        SetAction((arguments, cancellationToken) => RunAsync(invocation.With(arguments), arguments, cancellationToken));
    }

    public override IReadOnlyList<string> Details => [GuestPath.Rule, ByProgram];

    /// <summary>What stands behind the verb.</summary>
    protected Argument<string[]> Words { get; }

    /// <summary>The words that are <c>GUEST:PATH</c>.</summary>
    protected virtual IReadOnlyList<string> PathsOf(ParseResult arguments) => arguments.GetRequiredValue(Words);

    /// <summary>Does it in one guest.</summary>
    /// <param name="client">The guest's agent.</param>
    /// <param name="paths">The guest's paths.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="cancellationToken">Ends it.</param>
    protected abstract Task<Answer> AskAsync(GuestAgentClient client, IReadOnlyList<string> paths, ParseResult arguments, CancellationToken cancellationToken);

    private async Task<int> RunAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        (IReadOnlyList<GuestPaths> guests, bool isPlural) = await GuestPaths.FindAsync(invocation, PathsOf(arguments), cancellationToken).ConfigureAwait(false);
        GuestAnswer[] answers = new GuestAnswer[guests.Count];
        ParallelOptions options = new() { MaxDegreeOfParallelism = invocation.Jobs, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, guests.Count, options, async (index, token) =>
            answers[index] = await AskAsync(invocation, guests[index], isPlural, arguments, token).ConfigureAwait(false)).ConfigureAwait(false);
        new AnswerWriter(invocation.Terminal, invocation.IsJson).Write(answers, isPlural);
        return GuestAnswer.ExitCodeOf(answers);
    }

    private async Task<GuestAnswer> AskAsync(
        Invocation invocation, GuestPaths guest, bool isPlural, ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            await using GuestAgentClient client = invocation.CreateClient(guest.Guest);
            return new(guest.Guest.Name, await AskAsync(client, guest.Paths, arguments, cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception problem) when (Failure.From(problem) is Failure failure)
        {
            invocation.Report(isPlural ? guest.Guest.Name : null, failure);
            return new(guest.Guest.Name, null, failure);
        }
    }
}
