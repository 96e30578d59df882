namespace Qga.Agent.Policy;

/// <summary>A list of patterns that says which paths or users are permitted: what fits one of them and none of those that begin with <c>!</c>.</summary>
/// <param name="key">The list's key in the configuration file.</param>
/// <param name="group">The group that it stands in, with its brackets.</param>
/// <param name="patterns">The patterns in their order.</param>
internal sealed class PatternRule(string key, string group, List<string> patterns)
{
    public string Key => key;

    public List<string> Patterns => patterns;

    /// <summary>Whether there are patterns, all of which exclude.</summary>
    public bool HasOnlyExclusions
    {
        get
        {
            bool excludes = patterns.Count > 0;
            foreach (string pattern in patterns)
            {
                excludes &= pattern[0] == '!';
            }

            return excludes;
        }
    }

    /// <summary>Judges a path or a name.</summary>
    /// <returns>The rule that refuses it, for people; null if it is permitted.</returns>
    public string? Refusal(string value)
    {
        bool isPermitted = false;
        foreach (string pattern in patterns)
        {
            bool excludes = pattern[0] == '!';
            if (Glob.Fits(excludes ? pattern.AsSpan(1) : pattern, value))
            {
                if (excludes)
                {
                    return $"refused by '{pattern}' of '{key}' in {group}";
                }

                isPermitted = true;
            }
        }

        return isPermitted ? null : $"not permitted by '{key}' in {group}";
    }
}
