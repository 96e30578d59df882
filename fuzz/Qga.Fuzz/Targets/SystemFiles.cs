using System.Text;
using Qga.Agent.Commands.Ssh;
using Qga.Linux.Sessions;
using Qga.Linux.Users;

namespace Qga.Fuzz.Targets;

/// <summary>Files of the guest's system, which its administrator and its programs write.</summary>
internal static class SystemFiles
{
    /// <summary>os-release and logind's sessions: what was read is read again where it is written in quotes.</summary>
    public static void Assignments(ReadOnlySpan<byte> input)
    {
        Dictionary<string, string> values = Linux.Assignments.Parse(input);
        StringBuilder text = new();
        foreach ((string key, string value) in values)
        {
            Check.That(key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'), "a key is a name");
            text.Append(key).Append("=\"");
            foreach (char letter in value)
            {
                text.Append(letter is '"' or '\\' or '$' or '`' ? "\\" : "").Append(letter);
            }

            text.Append("\"\n");
        }

        Dictionary<string, string> again = Linux.Assignments.Parse(Encoding.UTF8.GetBytes(text.ToString()));
        Check.That(again.Count == values.Count && values.All(pair => again.GetValueOrDefault(pair.Key) == pair.Value), "values are read back");
    }

    /// <summary>utmp.</summary>
    public static void Logins(ReadOnlySpan<byte> input)
    {
        List<LoginSession> sessions = LoginRecords.Read(input);
        Check.That(sessions.Count <= input.Length / LoginRecords.RecordSize, "a record is one session at most");
        foreach (LoginSession session in sessions)
        {
            Check.That(session.User.Length <= LoginRecords.UserLength && double.IsFinite(session.Time), "a session is a record's");
        }
    }

    /// <summary>passwd and group; the first line names the account.</summary>
    public static void Accounts(ReadOnlySpan<byte> input)
    {
        int end = input.IndexOf((byte)'\n');
        ReadOnlySpan<byte> name = end < 0 ? input : input[..end];
        ReadOnlySpan<byte> lines = end < 0 ? default : input[(end + 1)..];
        UserAccount? account = AccountLines.FindAccount(lines, name);
        Check.That(account is null || account.Name == Encoding.UTF8.GetString(name), "the account found is the one asked for");
        CheckGroups(AccountLines.GroupsWithMember(lines, name, account?.Gid ?? 7), account?.Gid ?? 7);
        CheckGroups(AccountLines.ListedGroups(lines, name, account?.Gid ?? 7), account?.Gid ?? 7);
    }

    /// <summary>authorized_keys: zeros part the file and the keys that are added and removed.</summary>
    public static void AuthorizedKeyFiles(ReadOnlySpan<byte> input)
    {
        int end = input.IndexOf((byte)0);
        byte[] content = (end < 0 ? input : input[..end]).ToArray();
        string[] keys = end < 0 ? [] : [.. Encoding.UTF8.GetString(input[(end + 1)..]).Split('\0').Where(key => !key.Contains('\n', StringComparison.Ordinal))];
        byte[] added = AuthorizedKeys.Add(content, keys);
        Check.That(added.AsSpan().StartsWith(content), "nothing is lost where keys are added");
        Check.Same(added, AuthorizedKeys.Add(added, keys), "a key is added once");
        byte[] removed = AuthorizedKeys.Remove(added, keys);
        Check.Same(removed, AuthorizedKeys.Remove(removed, keys), "a key is removed once");
        List<string> left = AuthorizedKeys.Read(removed);
        Check.That(!Array.Exists(keys, key => !IsNone(key) && left.Contains(key)), "a key that was removed is gone");
        foreach (string key in keys)
        {
            Check.That(IsNone(key) || AuthorizedKeys.Read(added).Contains(key.Trim(' ', '\t', '\r', '\v', '\f')), "a key that was added is there");
        }
    }

    // What is read as no key, or as another text: empty, a comment, bytes that are no UTF-8.
    private static bool IsNone(string key) => key.Trim(' ', '\t', '\r', '\v', '\f') is "" or ['#', ..] || key.Contains('\uFFFD', StringComparison.Ordinal);

    private static void CheckGroups(IReadOnlyList<uint> groups, uint first) =>
        Check.That(groups[0] == first && groups.Distinct().Count() == groups.Count, "each group stands once");
}
