using Qapi.Parsing;

namespace Qapi.Documenting;

/// <summary>The forms that lines of documentation have.</summary>
internal static class CommentText
{
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

    /// <summary>Whether a line is a heading: some <c>=</c>, then a space.</summary>
    public static bool IsHeading(string line)
    {
        string text = line.TrimStart('=');
        return text.Length < line.Length && text.StartsWith(" ", StringComparison.Ordinal);
    }
}
