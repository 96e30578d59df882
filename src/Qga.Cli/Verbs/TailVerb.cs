using System.CommandLine;
using System.Text;
using Qga.Cli.Failures;
using Qga.Cli.Files;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Cli.Programs;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga tail</c>.</summary>
internal sealed class TailVerb : Verb
{
    private const int DefaultLines = 10;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Argument<string[]> _words = new("WORDS") { Description = "The files", HelpName = "GUEST:PATH...", Arity = new(1, 1000) };
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Go on with what is added, until Ctrl-C" };
    private readonly Option<bool> _raw = new("--raw") { Description = "Let the content drive the terminal" };
    private readonly Option<int> _lines = new("--lines", "-n")
    {
        Description = "How many of the last lines; 10 by default",
        HelpName = "N",
        DefaultValueFactory = _ => DefaultLines,
    };

    public TailVerb(Invocation invocation)
        : base("tail", VerbGroup.Files, "Show the end of files of the guest")
    {
        Add(_words);
        Add(_follow);
        Add(_lines);
        Add(_raw);
        SetAction((arguments, cancellationToken) => RunAsync(invocation.With(arguments), arguments, cancellationToken));
    }

    public override string? WhyNoJson(ParseResult arguments) => "files go to standard output as they are";

    public override IReadOnlyList<Example> Examples =>
    [
        new("tail -n 50 web1:/var/log/syslog", "the last lines"),
        new("tail -f 'web*':/var/log/nginx/access.log", "what several guests add; each line begins with the guest's name"),
    ];

    public override IReadOnlyList<string> Details =>
        [GuestPath.Rule, "A file that is rotated away or becomes shorter is gone on with from the start of the new one. No program of the guest is needed."];

    private async Task<int> RunAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(_lines) is not (>= 0 and int lines))
        {
            throw new UsageException("--lines takes a number, 0 or above");
        }

        (IReadOnlyList<GuestPaths> guests, bool isPlural) =
            await GuestPaths.FindAsync(invocation, arguments.GetRequiredValue(_words), cancellationToken).ConfigureAwait(false);
        bool hasPrefix = isPlural || guests.Any(guest => guest.Paths.Count > 1);
        Stream output = invocation.Terminal.OpenOutput(arguments.GetValue(_raw));
        GuestAnswer[][] answers = await Task.WhenAll(guests.Select(async guest =>
        {
            return await Task.WhenAll(guest.Paths.Select(path =>
            {
                string name = !isPlural ? path : guest.Paths.Count > 1 ? $"{guest.Guest.Name}:{path}" : guest.Guest.Name;
                LineOutput? prefixed = hasPrefix ? new(output, Encoding.UTF8.GetBytes($"{ValueText.Printable(name)}: "), _gate) : null;
                return ShowAsync(
                    invocation,
                    guest.Guest,
                    path,
                    isPlural,
                    prefixed is null ? output : new LineStream(prefixed),
                    lines,
                    arguments.GetValue(_follow),
                    cancellationToken);
            })).ConfigureAwait(false);
        })).ConfigureAwait(false);
        return GuestAnswer.ExitCodeOf([.. answers.SelectMany(answer => answer)]);
    }

    private static async Task<GuestAnswer> ShowAsync(
        Invocation invocation, Guest guest, string path, bool isPlural, Stream output, int lines, bool follows, CancellationToken cancellationToken)
    {
        try
        {
            await using GuestAgentClient client = invocation.CreateClient(guest);
            await using TailReader reader = new(client, path);
            await reader.CopyLastAsync(lines, output, cancellationToken).ConfigureAwait(false);
            while (follows)
            {
                await Task.Delay(s_interval, cancellationToken).ConfigureAwait(false);
                await reader.CopyMoreAsync(output, cancellationToken).ConfigureAwait(false);
            }

            return new(guest.Name, null, null);
        }
        catch (Exception problem) when (Failure.From(problem) is Failure failure)
        {
            invocation.Report(isPlural ? guest.Name : null, failure);
            return new(guest.Name, null, failure);
        }
    }
}
