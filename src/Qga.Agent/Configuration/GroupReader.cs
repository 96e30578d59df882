namespace Qga.Agent.Configuration;

/// <summary>Reads the keys of a group of a key file, and knows which of its keys nobody has asked for.</summary>
/// <param name="file">The file.</param>
/// <param name="group">The group's name.</param>
/// <param name="errors">Gets what is wrong with values.</param>
internal sealed class GroupReader(KeyFile file, string group, List<FileProblem> errors)
{
    // A day; the clocks that count it down have room for more.
    private const int MostSeconds = 86400;

    private readonly List<string> _known = [];

    /// <summary>A text; null if the key is not there.</summary>
    public string? Text(string key)
    {
        _known.Add(key);
        file.TryGetString(group, key, out string? value, out FileProblem? error);
        Add(error);
        return value;
    }

    /// <summary>A truth value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="standard">The value if the key is not there.</param>
    public bool Flag(string key, bool standard)
    {
        _known.Add(key);
        file.TryGetBoolean(group, key, out bool? value, out FileProblem? error);
        Add(error);
        return value ?? standard;
    }

    /// <summary>A number of seconds up to a day.</summary>
    /// <param name="key">The key.</param>
    /// <param name="least">The least number.</param>
    /// <param name="standard">The value if the key is not there.</param>
    public TimeSpan Seconds(string key, int least, TimeSpan standard)
    {
        _known.Add(key);
        file.TryGetNumber(group, key, out int? seconds, out FileProblem? error);
        if (seconds < least || seconds > MostSeconds)
        {
            error = new($"{key} must be a number of seconds from {least} to {MostSeconds}", file.LineOf(group, key));
        }

        Add(error);
        return seconds is { } number ? TimeSpan.FromSeconds(number) : standard;
    }

    /// <summary>Names with commas between them; none if the key is not there.</summary>
    public string[] Names(string key) => CommandLine.Names(Text(key) ?? "");

    /// <summary>A list of commands, under all the names that it has had.</summary>
    /// <param name="list">Its name today.</param>
    /// <param name="warnings">Gets old names, and names that no command has.</param>
    /// <returns>One list for each key.</returns>
    public List<IReadOnlyList<string>> Commands(string list, List<FileProblem> warnings)
    {
        List<IReadOnlyList<string>> lists = [];
        foreach (KeyPlace place in file.KeysOf(group))
        {
            if (CommandLists.Find(place.Key) == list)
            {
                string[] names = Names(place.Key);
                lists.Add(names);
                if (place.Key != list)
                {
                    warnings.Add(new($"'{place.Key}' is an old name of '{list}'", place.Line));
                }

                if (CommandLists.Problem(place.Key, names) is { } problem)
                {
                    warnings.Add(new(problem, place.Line));
                }
            }
        }

        return lists;
    }

    /// <summary>Tells which keys nobody has asked for: most of them are spelled wrong.</summary>
    public void AddUnknown(List<FileProblem> warnings)
    {
        foreach (KeyPlace place in file.KeysOf(group))
        {
            if (!_known.Contains(place.Key))
            {
                warnings.Add(new($"[{group}] has no key '{place.Key}'", place.Line));
            }
        }
    }

    private void Add(FileProblem? error)
    {
        if (error is not null)
        {
            errors.Add(error);
        }
    }
}
