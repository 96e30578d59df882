using System.CommandLine;
using Qga.Cli.Completion;
using Qga.Cli.Discovery;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Output;

namespace Qga.Cli.Verbs;

/// <summary><c>qga __complete</c>, which the scripts of <c>qga completion</c> call.</summary>
internal sealed class CompleteVerb : Verb
{
    // A shell stands still meanwhile.
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    private readonly Option<string?> _line = new("--line") { Description = "The line up to the cursor, with the program's name" };
    private readonly Option<bool> _describe = new("--describe") { Description = "Put a tab and a description behind each word" };

    public CompleteVerb(Invocation invocation)
        : base("__complete", VerbGroup.Agent, "Complete a command line")
    {
        Hidden = true;
        Add(_line);
        Add(_describe);
        SetAction((arguments, cancellationToken) => RunAsync(invocation, arguments, cancellationToken));
    }

    public override string? WhyNoJson(ParseResult arguments) => "it writes words for a shell";

    public override IReadOnlyList<Example> Examples => [new("__complete --line 'qga lo'", "what 'qga lo' can become")];

    private async Task<int> RunAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> words = CommandLineWords.Split(arguments.GetValue(_line) ?? "qga ");
        Task<IReadOnlyList<Guest>> finding = FindGuestsAsync(invocation.Selector, cancellationToken);
        Completer completer = new(arguments.RootCommandResult.Command, () => finding.GetAwaiter().GetResult().Select(guest =>
            new Candidate(guest.Name, guest.By)));
        bool isDescribing = arguments.GetValue(_describe);
        await Task.WhenAny(finding).ConfigureAwait(false);
        foreach (Candidate candidate in completer.Complete([.. words.Skip(1)]))
        {
            string text = ValueText.Printable(candidate.Text);
            string? description = candidate.Description?.Split('\n')[0];
            await invocation.Terminal.Output.WriteLineAsync(isDescribing && description is not null
                ? $"{text}\t{ValueText.Printable(description)}" : text).ConfigureAwait(false);
        }

        return ExitCode.Success;
    }

    // Where guests cannot be found none are offered: an error in the middle of a command line helps nobody.
    private static async Task<IReadOnlyList<Guest>> FindGuestsAsync(GuestSelector selector, CancellationToken cancellationToken)
    {
        try
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(s_limit);
            return await selector.FindAllAsync(_ => { }, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception problem) when (problem is OperationCanceledException || Failure.From(problem) is not null)
        {
            return [];
        }
    }
}
