using System.Globalization;
using System.Text;
using Qga.Agent.Generated;
using Qga.Agent.Policy;

namespace Qga.Agent.Configuration;

/// <summary>
/// The groups <c>[policy]</c>, <c>[policy:METHOD]</c>, <c>[policy:unix-listen:uid=N]</c> and <c>[policy:vsock-listen:cid=N]</c> of the configuration file.
/// Unlike elsewhere in the file, what is not known there is an error: a rule with a typing error must not permit what it was written to prevent.
/// </summary>
internal static class PolicyGroups
{
    private const string Name = "policy";

    /// <summary>Reads the groups.</summary>
    /// <param name="file">The file.</param>
    /// <param name="errors">Gets what is wrong with them.</param>
    /// <returns>The rules, the first one those of <c>[policy]</c>; none where the file has no such group.</returns>
    public static List<AccessRules> Read(KeyFile file, List<FileProblem> errors)
    {
        List<AccessRules> groups = [];
        List<string> seen = [];
        foreach (KeyGroup group in file.Groups)
        {
            if (IsGroup(group.Name) && !seen.Contains(group.Name))
            {
                seen.Add(group.Name);
                if (ReadName(group, errors) is { } rules)
                {
                    if (file.TryGetAll(group.Name, out List<KeyText> texts, out FileProblem? error))
                    {
                        ReadRules(rules, texts, group.Line, errors);
                    }
                    else
                    {
                        errors.Add(error!);
                    }

                    groups.Insert(rules.Method is null ? 0 : groups.Count, rules);
                }
            }
        }

        if (groups.Count > 0 && groups[0].Method is not null)
        {
            errors.Add(new($"{groups[0].Group} needs [{Name}], which holds where no other group does", 0));
        }

        return groups;
    }

    /// <summary>Appends the groups in the form that <see cref="Read"/> takes.</summary>
    public static void Dump(IReadOnlyList<AccessRules> groups, List<string> lines)
    {
        foreach (AccessRules rules in groups)
        {
            lines.Add(rules.Group);
            lines.Add($"presets={PresetNames.Of(rules.Presets)}");
            Add("allow", rules.Allowed);
            Add("block", rules.Blocked);
            Add("read", rules.Read?.Patterns);
            Add("write", rules.Write?.Patterns);
            Add("execute", rules.Execute?.Patterns);
            Add("users", rules.Users?.Patterns);
        }

        void Add(string key, IReadOnlyList<string>? list)
        {
            if (list is not null && (list.Count > 0 || key is not ("allow" or "block")))
            {
                lines.Add($"{key}={KeyFile.Escape(string.Join(", ", list))}");
            }
        }
    }

    /// <summary>Whether a group is one of the policy. What looks as if it were meant for one must be one: [Policy], [policies], [ policy ].</summary>
    public static bool IsGroup(string name)
    {
        const string Stem = "polic";
        int fitting = 0;
        foreach (char letter in name)
        {
            fitting = (letter | 0x20) == Stem[fitting] ? fitting + 1 : (letter | 0x20) == Stem[0] ? 1 : 0;
            if (fitting == Stem.Length)
            {
                return true;
            }
        }

        return false;
    }

    private static AccessRules? ReadName(KeyGroup group, List<FileProblem> errors)
    {
        string[] parts = group.Name.Split(':');
        string? method = parts.Length > 1 ? parts[1] : null;
        string prefix = method == "unix-listen" ? "uid=" : "cid=";
        long peer = 0;
        bool isKnown = parts[0] == Name && parts.Length switch
        {
            1 => true,
            2 => DefaultPaths.IsMethod(parts[1]),
            3 => method is "unix-listen" or "vsock-listen"
                && parts[2].StartsWith(prefix, StringComparison.Ordinal)
                && long.TryParse(parts[2][prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out peer) && peer < uint.MaxValue,
            _ => false,
        };
        if (!isKnown)
        {
            errors.Add(new($"[{group.Name}] is no group of the policy", group.Line));
            return null;
        }

        return new($"[{group.Name}]") { Method = method, Peer = parts.Length > 2 ? (uint)peer : null };
    }

    private static void ReadRules(AccessRules rules, List<KeyText> texts, int line, List<FileProblem> errors)
    {
        bool hasPresets = false;
        foreach (KeyText text in texts)
        {
            hasPresets |= text.Key == "presets";
            string[] words = text.Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            string? complaint = null;
            switch (text.Key)
            {
                case "presets":
                    rules.Presets |= ReadPresets(words, out complaint);
                    break;
                case "allow":
                    AddCommands(rules.Allowed, words, out complaint);
                    break;
                case "block":
                    AddCommands(rules.Blocked, words, out complaint);
                    break;
                case "read":
                    rules.Read = Join(rules, rules.Read, text.Key, words, out complaint);
                    break;
                case "write":
                    rules.Write = Join(rules, rules.Write, text.Key, words, out complaint);
                    break;
                case "execute":
                    rules.Execute = Join(rules, rules.Execute, text.Key, words, out complaint);
                    break;
                case "users":
                    rules.Users = Join(rules, rules.Users, text.Key, words, out complaint);
                    break;
                default:
                    complaint = $"{rules.Group} has no key '{text.Key}'";
                    break;
            }

            if (complaint is not null)
            {
                errors.Add(new(complaint, text.Line));
            }
        }

        if (!hasPresets)
        {
            errors.Add(new($"{rules.Group} has no 'presets'", line));
        }

        foreach (PatternRule? list in (PatternRule?[])[rules.Read, rules.Write, rules.Execute, rules.Users])
        {
            if (list is { HasOnlyExclusions: true })
            {
                errors.Add(new($"'{list.Key}' of {rules.Group} permits nothing from which it could exclude anything", line));
            }
        }
    }

    private static Presets ReadPresets(string[] words, out string? complaint)
    {
        complaint = null;
        Presets presets = Presets.None;
        foreach (string word in words)
        {
            Presets preset = PresetNames.Find(word);
            complaint = preset == Presets.None ? $"there is no preset '{word}', but {PresetNames.All}" : complaint;
            presets |= preset;
        }

        return presets;
    }

    private static void AddCommands(List<string> commands, string[] words, out string? complaint)
    {
        complaint = null;
        foreach (string word in words)
        {
            complaint = Command.Find(Encoding.UTF8.GetBytes(word)) is null ? $"there is no command '{word}'" : complaint;
            commands.Add(word);
        }
    }

    private static PatternRule Join(AccessRules rules, PatternRule? before, string key, string[] words, out string? complaint)
    {
        complaint = null;
        PatternRule rule = before ?? new(key, rules.Group, []);
        foreach (string word in words)
        {
            string pattern = word[0] == '!' ? word[1..] : word;
            complaint = pattern.Length == 0 || (key != "users" && !IsPath(pattern))
                ? $"'{word}' in '{key}' of {rules.Group} is not {(key == "users" ? "a user's name" : "an absolute path without '.', '..' and empty parts")}"
                : complaint;
            rule.Patterns.Add(word);
        }

        return rule;
    }

    // What is opened is known by such a path; no other would ever fit.
    private static bool IsPath(string pattern) =>
        pattern[0] == '/' && !$"{pattern}/".Contains("//", StringComparison.Ordinal)
        && !$"{pattern}/".Contains("/./", StringComparison.Ordinal) && !$"{pattern}/".Contains("/../", StringComparison.Ordinal);
}
