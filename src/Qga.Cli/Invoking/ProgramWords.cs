using System.CommandLine;

namespace Qga.Cli.Invoking;

/// <summary>
/// The command line of a program behind that of this one, as docker, kubectl and ssh know it: what stands behind the program's name is the program's, options
/// as well.
/// </summary>
internal static class ProgramWords
{
    private const string Separator = "--";

    /// <summary>Puts <c>--</c> in front of the program's name if the verb runs one and there is none yet.</summary>
    /// <param name="root">All verbs.</param>
    /// <param name="words">The command line.</param>
    public static string[] Separate(RootCommand root, string[] words)
    {
        Command command = root;
        int left = 0;
        for (int index = 0; index < words.Length; index++)
        {
            string word = words[index];
            if (word == Separator)
            {
                return words;
            }

            if (word is ['-', _, ..])
            {
                (Option? option, bool needsNext) = Find(root, command, word);
                index += needsNext ? 1 : 0;
                left -= CommonOptions.All.IsSame(option) ? 1 : 0;
            }
            else if (command == root)
            {
                if (root.Subcommands.FirstOrDefault(verb => verb.Name == word) is not Verb { RunsProgram: true } verb)
                {
                    return words;
                }

                command = verb;
                left++;
            }
            else if (left-- <= 0)
            {
                return [.. words[..index], Separator, .. words[index..]];
            }
        }

        return words;
    }

    // The option of a word, the last one of several letters (-dn); whether its value is the next word.
    private static (Option? Option, bool NeedsNext) Find(RootCommand root, Command command, string word)
    {
        int sign = word.AsSpan().IndexOfAny('=', ':');
        string name = sign < 0 ? word : word[..sign];
        if (FindByName(root, command, name) is Option whole)
        {
            return (whole, sign < 0 && TakesValue(whole));
        }

        Option? last = null;
        for (int index = 1; word[1] != '-' && index < name.Length; index++)
        {
            last = FindByName(root, command, $"-{name[index]}");
            if (last is null || TakesValue(last))
            {
                return (last, last is not null && sign < 0 && index == name.Length - 1);
            }
        }

        return (last, false);
    }

    private static Option? FindByName(RootCommand root, Command command, string name) =>
        command.Options.Concat(root.Options).FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));

    private static bool TakesValue(Option option) => option.Arity.MinimumNumberOfValues > 0;
}
