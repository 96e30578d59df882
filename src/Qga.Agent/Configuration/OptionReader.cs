namespace Qga.Agent.Configuration;

/// <summary>Whether an option takes a value.</summary>
internal enum OptionArgument
{
    /// <summary>It never does.</summary>
    None,

    /// <summary>It must have one: joined, behind <c>=</c>, or the next word.</summary>
    Required,

    /// <summary>It may have one, joined or behind <c>=</c>; never the next word.</summary>
    Optional,
}

/// <summary>An option the program knows.</summary>
/// <param name="Short">Its letter.</param>
/// <param name="Long">Its long name; null if it has none.</param>
/// <param name="Argument">Whether it takes a value.</param>
/// <param name="IsAddition">Whether QEMU's agent does not have it: its name is not cut short, so that those of the others stay unambiguous.</param>
internal sealed record OptionSpec(char Short, string? Long, OptionArgument Argument, bool IsAddition = false);

/// <summary>An option as given.</summary>
/// <param name="Letter">The letter of the option, also where its long name was used.</param>
/// <param name="Value">Its value; null without.</param>
internal readonly record struct GivenOption(char Letter, string? Value);

/// <summary>
/// Takes a command line apart by the rules of getopt_long(3), which service files rely on: letters may be joined, long names cut short
/// while they stay unambiguous, and other words may stand anywhere.
/// </summary>
internal static class OptionReader
{
    /// <summary>Stands for the letter of a word that is neither an option nor its value, as in getopt(3).</summary>
    public const char Word = '\x01';

    /// <summary>Reads every option.</summary>
    /// <param name="program">The program's name as it was called, for the complaint.</param>
    /// <param name="arguments">The words after the program's name.</param>
    /// <param name="known">The options that exist.</param>
    /// <param name="error">What is wrong with the first bad option, in the C library's words.</param>
    /// <returns>The options in order; null with <paramref name="error"/>.</returns>
    public static IReadOnlyList<GivenOption>? Read(
        string program, IReadOnlyList<string> arguments, IReadOnlyList<OptionSpec> known, out string? error)
    {
        List<GivenOption> given = [];
        error = null;
        for (int index = 0; index < arguments.Count && error is null; index++)
        {
            string word = arguments[index];
            if (word == "--")
            {
                for (index++; index < arguments.Count; index++)
                {
                    given.Add(new(Word, arguments[index]));
                }

                break;
            }

            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                error = ReadLong(word, arguments, ref index, known, given);
            }
            else if (word is ['-', _, ..])
            {
                error = ReadLetters(word, arguments, ref index, known, given);
            }
            else
            {
                given.Add(new(Word, word));
            }
        }

        error = error is null ? null : $"{program}: {error}";
        return error is null ? given : null;
    }

    private static string? ReadLong(
        string word, IReadOnlyList<string> arguments, ref int index, IReadOnlyList<OptionSpec> known, List<GivenOption> given)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? word[2..] : word[2..equals];
        List<OptionSpec> fitting = [];
        foreach (OptionSpec candidate in known)
        {
            if (candidate.Long == name)
            {
                fitting = [candidate];
                break;
            }

            if (!candidate.IsAddition && candidate.Long?.StartsWith(name, StringComparison.Ordinal) == true)
            {
                fitting.Add(candidate);
            }
        }

        if (fitting.Count == 0)
        {
            return $"unrecognized option '{word}'";
        }

        if (fitting.Count > 1)
        {
            return $"option '{word}' is ambiguous; possibilities:{string.Concat(fitting.ConvertAll(option => $" '--{option.Long}'"))}";
        }

        OptionSpec option = fitting[0];
        string? value = equals < 0 ? null : word[(equals + 1)..];
        if (value is not null && option.Argument == OptionArgument.None)
        {
            return $"option '--{option.Long}' doesn't allow an argument";
        }

        if (value is null && option.Argument == OptionArgument.Required)
        {
            if (++index == arguments.Count)
            {
                return $"option '--{option.Long}' requires an argument";
            }

            value = arguments[index];
        }

        given.Add(new(option.Short, value));
        return null;
    }

    private static OptionSpec? Find(char letter, IReadOnlyList<OptionSpec> known)
    {
        foreach (OptionSpec option in known)
        {
            if (option.Short == letter)
            {
                return option;
            }
        }

        return null;
    }

    private static string? ReadLetters(
        string word, IReadOnlyList<string> arguments, ref int index, IReadOnlyList<OptionSpec> known, List<GivenOption> given)
    {
        for (int at = 1; at < word.Length; at++)
        {
            char letter = word[at];
            if (Find(letter, known) is not { } option)
            {
                return $"invalid option -- '{letter}'";
            }

            if (option.Argument == OptionArgument.None)
            {
                given.Add(new(letter, null));
                continue;
            }

            string? value = at + 1 < word.Length ? word[(at + 1)..] : null;
            if (value is null && option.Argument == OptionArgument.Required)
            {
                if (++index == arguments.Count)
                {
                    return $"option requires an argument -- '{letter}'";
                }

                value = arguments[index];
            }

            given.Add(new(letter, value));
            break;
        }

        return null;
    }
}
