using Qga.Linux;

namespace Qga.Agent.Linux.Commands.Os;

/// <summary>The environment variable TZ; tzset(3).</summary>
internal static class ZoneVariable
{
    /// <summary>Whether a value names a time zone: with a file of the zone database, or with a rule such as <c>CET-1CEST</c>.</summary>
    /// <param name="value">The value, with or without the colon that may begin it.</param>
    /// <param name="database">Where the zone files are.</param>
    public static bool NamesZone(ReadOnlySpan<char> value, string database)
    {
        ReadOnlySpan<char> name = value is [':', ..] ? value[1..] : value;
        return IsRule(name) || IsZoneFile(name is ['/', ..] ? name.ToString() : $"{database}/{name}");
    }

    // <+03>-3 or CET-1CEST: a name of three letters or more, or one in angle brackets, then how far it is behind UTC.
    private static bool IsRule(ReadOnlySpan<char> text)
    {
        int end = 0;
        while (end < text.Length && (text[0] == '<' ? text[..end] is not [.., '>'] : char.IsAsciiLetter(text[end])))
        {
            end++;
        }

        return end >= 3 && text[end..] is [>= '0' and <= '9', ..] or ['+' or '-', >= '0' and <= '9', ..];
    }

    // tzfile(5)
    private static bool IsZoneFile(string path)
    {
        using FileContent content = WholeFile.Read(path);
        return content.Bytes.StartsWith("TZif"u8);
    }
}
