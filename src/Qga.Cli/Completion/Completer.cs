using System.CommandLine;
using System.CommandLine.Completions;

namespace Qga.Cli.Completion;

/// <summary>Says what the word under the cursor can become. It knows the verbs, their options and arguments, the guests of this host, and the agent's
/// commands.</summary>
/// <param name="root">Every verb.</param>
/// <param name="guests">Finds the names of guests.</param>
internal sealed class Completer(Command root, Func<IEnumerable<Candidate>> guests)
{
    /// <summary>The name of every argument that stands for a guest.</summary>
    private const string GuestName = "GUEST";

    /// <summary>Completes the last of some words.</summary>
    /// <param name="words">The words behind <c>qga</c>.</param>
    public IReadOnlyList<Candidate> Complete(IReadOnlyList<string> words)
    {
        string current = words.Count == 0 ? "" : words[^1];
        return
        [
            .. Find([.. words.SkipLast(1)], current)
                .Where(candidate => candidate.Text.StartsWith(current, StringComparison.Ordinal))
                .DistinctBy(candidate => candidate.Text),
        ];
    }

    private IEnumerable<Candidate> Find(string[] before, string current)
    {
        Command command = root;
        List<string> positional = [];
        bool isOnlyWords = false;
        Option? open = null;
        foreach (string word in before)
        {
            if (open is not null)
            {
                open = null;
            }
            else if (word == "--" && !isOnlyWords)
            {
                isOnlyWords = true;
            }
            else if (!isOnlyWords && word.StartsWith('-') && word.Length > 1)
            {
                open = word.Contains('=', StringComparison.Ordinal) ? null : TakesValue(command, word);
            }
            else if (positional.Count == 0 && command.Subcommands.FirstOrDefault(one => one.Name == word || one.Aliases.Contains(word)) is Command next)
            {
                command = next;
            }
            else
            {
                positional.Add(word);
            }
        }

        return open is not null ? Values(open)
            : !isOnlyWords && current.StartsWith('-') ? Options(command)
            : positional.Count == 0 && command.Subcommands.Count > 0 ? command.Subcommands.Where(one => !one.Hidden).Select(one =>
                new Candidate(one.Name, one.Description))
            : Words(command, positional, before.Contains("--all") || before.Contains("-a"), current);
    }

    private IEnumerable<Candidate> Words(Command command, List<string> positional, bool isAll, string current)
    {
        int place = 0;
        List<string> left = positional;
        foreach (Argument argument in command.Arguments.Where(one => !one.Hidden))
        {
            if (argument.Name == GuestName && isAll)
            {
                continue;
            }

            bool isLast = argument.Arity.MaximumNumberOfValues > 1;
            if (isLast || place == left.Count)
            {
                return argument.Name == GuestName ? guests()
                    : isLast && command is ICompletesWords words ? words.CompleteWord([.. left.Skip(place)], current)
                    : Values(argument);
            }

            place++;
        }

        return [];
    }

    private IEnumerable<Option> AllOptions(Command command) =>
        command.Options.Concat(command == root ? [] : root.Options.Where(option => option.Recursive)).Where(option => !option.Hidden);

    private IEnumerable<Candidate> Options(Command command) =>
        AllOptions(command).SelectMany(option => option.Aliases.Prepend(option.Name).Where(name => name.StartsWith("--", StringComparison.Ordinal)).Select(
            name => new Candidate(name, option.Description)));

    private Option? TakesValue(Command command, string word) =>
        AllOptions(command).FirstOrDefault(option =>
            option.Name == word || option.Aliases.Contains(word)) is { Arity.MinimumNumberOfValues: > 0 } option ? option : null;

    private static IEnumerable<Candidate> Values(Symbol symbol) => symbol.GetCompletions(CompletionContext.Empty).Select(item =>
        new Candidate(item.Label, item.Detail));
}
