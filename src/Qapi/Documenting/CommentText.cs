using Qapi.Errors;
using Qapi.Parsing;

namespace Qapi.Documenting;

/// <summary>The forms that lines of documentation have.</summary>
internal static class CommentText
{
    private static readonly string[] s_tags = ["Returns", "Errors", "Since", "TODO"];

    /// <summary>A line's text: what stands behind <c>#</c> and one space.</summary>
    public static string Of(CommentLine line, ErrorList errors)
    {
        if (line.Text.Length == 1)
        {
            return "";
        }

        if (line.Text[1] == ' ')
        {
            return line.Text.Substring(2);
        }

        errors.Add(line.Location, null, "no space behind '#' in documentation");
        return line.Text.Substring(1);
    }

    /// <summary>The name in a line that begins with <c>@name:</c>; null if it does not.</summary>
    public static string? DescribedName(string line)
    {
        int colon = line.IndexOf(':');
        if (colon < 2 || line[0] != '@')
        {
            return null;
        }

        string name = line.Substring(1, colon - 1);
        return name.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.') ? name : null;
    }

    /// <summary>The tag that a line begins with, as <c>Since:</c>; null if it does not. Two colons are markup of another kind.</summary>
    public static string? Tag(string line)
    {
        int colon = line.IndexOf(':');
        string word = colon < 0 ? "" : line.Substring(0, colon);
        bool single = colon + 1 == line.Length || line[colon + 1] != ':';
        return single && s_tags.Contains(word) ? word : null;
    }

    /// <summary>Whether a line is a heading: some <c>=</c>, then a space.</summary>
    public static bool IsHeading(string line)
    {
        string text = line.TrimStart('=');
        return text.Length < line.Length && text.StartsWith(" ", StringComparison.Ordinal);
    }
}
