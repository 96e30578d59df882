using System.CommandLine;
using System.Text;
using Qga.Cli.Failures;
using Qga.Cli.Files;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Cli.Programs;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga cat</c>.</summary>
internal sealed class CatVerb : Verb
{
    private readonly Argument<string[]> _words = new("WORDS") { Description = "The files", HelpName = "GUEST:PATH...", Arity = new(1, 100_000) };
    private readonly Option<bool> _raw = new("--raw") { Description = "Let the content drive the terminal" };

    public CatVerb(Invocation invocation)
        : base("cat", VerbGroup.Files, "Write files of the guest to standard output")
    {
        Add(_words);
        Add(_raw);
        SetAction((arguments, cancellationToken) => RunAsync(invocation.With(arguments), arguments, cancellationToken));
    }

    public override string? WhyNoJson(ParseResult arguments) => "files go to standard output as they are";

    public override IReadOnlyList<Example> Examples =>
    [
        new("cat web1:/etc/os-release", "one file"),
        new("cat 'web*':/etc/hostname", "of several guests; each line begins with the guest's name"),
    ];

    public override IReadOnlyList<string> Details => [GuestPath.Rule, "No program of the guest is needed."];

    private async Task<int> RunAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        (IReadOnlyList<GuestPaths> guests, bool isPlural) =
            await GuestPaths.FindAsync(invocation, arguments.GetRequiredValue(_words), cancellationToken).ConfigureAwait(false);
        Stream output = invocation.Terminal.OpenOutput(arguments.GetValue(_raw));
        List<GuestAnswer> answers = [];
        foreach (GuestPaths guest in guests)
        {
            Failure? failed = null;
            try
            {
                await using GuestAgentClient client = invocation.CreateClient(guest.Guest);
                foreach (string path in guest.Paths)
                {
                    await WriteAsync(client, guest.Guest, path, output, isPlural, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception problem) when (Failure.From(problem) is Failure failure)
            {
                failed = failure;
                invocation.Report(isPlural ? guest.Guest.Name : null, failure);
            }

            answers.Add(new(guest.Guest.Name, null, failed));
        }

        return GuestAnswer.ExitCodeOf(answers);
    }

    private static async Task WriteAsync(GuestAgentClient client, Guest guest, string path, Stream output, bool isPlural, CancellationToken cancellationToken)
    {
        if (!isPlural)
        {
            await StreamCopy.FromGuestAsync(client, path, output, null, cancellationToken).ConfigureAwait(false);
            return;
        }

        LineOutput lines = new(output, Encoding.UTF8.GetBytes($"{ValueText.Printable(guest.Name)}: "), new());
        await StreamCopy.FromGuestAsync(client, path, new LineStream(lines), null, cancellationToken).ConfigureAwait(false);
        lines.Complete();
    }
}
