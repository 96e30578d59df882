using System.Buffers;
using System.Text;

namespace Qga.Linux;

/// <summary>
/// Files of lines <c>KEY=value</c> as a shell would read them, which os-release(5) and logind's session files are. Other lines are
/// ignored, bytes that are not UTF-8 become U+FFFD, and the last value of a key overrides the earlier ones.
/// </summary>
public static class Assignments
{
    private static readonly SearchValues<byte> s_special = SearchValues.Create(" \t;\"'\\"u8);
    private static readonly SearchValues<byte> s_specialInQuotes = SearchValues.Create("\"\\"u8);

    /// <summary>Reads a file's content.</summary>
    /// <returns>The values by key, without their quotes.</returns>
    public static Dictionary<string, string> Parse(ReadOnlySpan<byte> content)
    {
        Dictionary<string, string> values = [];
        foreach (Range range in content.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = content[range].Trim(" \t\r"u8);
            int equals = line.IndexOf((byte)'=');
            if (equals > 0 && Key(line[..equals].TrimEnd(" \t"u8)) is { } key)
            {
                values[key] = Value(line[(equals + 1)..].TrimStart(" \t"u8));
            }
        }

        return values;
    }

    private static string? Key(ReadOnlySpan<byte> text)
    {
        foreach (byte letter in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)letter) && letter != '_')
            {
                return null;
            }
        }

        return Encoding.ASCII.GetString(text);
    }

    // Nearly all are a word, or text in quotes that reaches to the line's end.
    private static string Value(ReadOnlySpan<byte> text)
    {
        bool isQuoted = text is [(byte)'"', .., (byte)'"'];
        ReadOnlySpan<byte> body = isQuoted ? text[1..^1] : text;
        return body.ContainsAny(isQuoted ? s_specialInQuotes : s_special) ? FirstWord(Encoding.UTF8.GetString(text)) : Encoding.UTF8.GetString(body);
    }

    // As in a shell, parts in quotes and parts without stand side by side. A quote that is not closed reaches to the end of the line.
    private static string FirstWord(string text)
    {
        StringBuilder value = new(text.Length);
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char letter = text[i];
            if (quote == '\0' && letter is (' ' or '\t' or ';'))
            {
                break;
            }

            if (letter == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && letter is ('"' or '\''))
            {
                quote = letter;
            }
            else if (letter == '\\' && quote != '\'' && i + 1 < text.Length && (quote == '\0' || text[i + 1] is '$' or '\'' or '"' or '\\' or '`'))
            {
                value.Append(text[++i]);
            }
            else
            {
                value.Append(letter);
            }
        }

        return value.ToString();
    }
}
