using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Qga.Conformance;

/// <summary>
/// A line that must come back. Everything is literal but what stands in angle brackets: <c>&lt;int&gt;</c>, <c>&lt;string&gt;</c>, <c>&lt;bool&gt;</c>,
/// a byte as <c>&lt;FF&gt;</c>, a repeated text <c>&lt;1000 a&gt;</c>, the place of a syntax error <c>&lt;at 1:7&gt;</c>
/// (the line counted from the exchange's first), <c>&lt;list …&gt;</c> (any number, comma between) and
/// <c>&lt;maybe …&gt;</c> with patterns inside. A second word keeps a value under a name: <c>&lt;int handle&gt;</c>.
/// </summary>
/// <param name="Text">The pattern as written.</param>
/// <param name="Verbatim">Set: these bytes, as Latin-1, and nothing is a pattern.</param>
public sealed record ReplyPattern(string Text, string? Verbatim = null)
{
    /// <summary>Compares a line with the pattern, and keeps the named values.</summary>
    /// <param name="line">The line without its end, as Latin-1.</param>
    /// <param name="firstLine">The number that this agent gives to the line on which the exchange began; null: it tells no places.</param>
    /// <param name="variables">Values to fill in, and where named values go.</param>
    /// <returns>Whether it fits.</returns>
    public bool Matches(string line, int? firstLine, IDictionary<string, string> variables)
    {
        if (Verbatim is not null)
        {
            return line == Verbatim;
        }

        var regex = new StringBuilder("^");
        int at = 0;
        Translate(Variables.Fill(Text, variables), ref at, firstLine, regex, nested: false);
        Match match = Regex.Match(line, regex.Append("\\z").ToString(), RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
        foreach (Group group in match.Groups.Values.Skip(1).Where(group => group.Success))
        {
            variables[group.Name] = group.Value;
        }

        return match.Success;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static void Translate(string text, ref int at, int? firstLine, StringBuilder regex, bool nested)
    {
        while (at < text.Length && !(nested && text[at] == '>'))
        {
            if (text[at] != '<')
            {
                regex.Append(Regex.Escape(text[at++].ToString()));
                continue;
            }

            int wordEnd = text.AsSpan(at).IndexOfAny(' ', '>') is int length and >= 0 ? at + length : throw Unclosed(text);
            string word = text[(at + 1)..wordEnd];
            at = text[wordEnd] == ' ' ? wordEnd + 1 : wordEnd;
            if (word is "list" or "maybe")
            {
                var inner = new StringBuilder();
                Translate(text, ref at, firstLine, inner, nested: true);
                regex.Append(word == "maybe" ? $"(?:{inner})?" : $"(?:{inner}(?:, {inner})*)?");
            }
            else
            {
                int end = text.IndexOf('>', at) is int close and >= 0 ? close : throw Unclosed(text);
                regex.Append(Value(word, text[at..end], firstLine));
                at = end;
            }

            at = at < text.Length ? at + 1 : throw Unclosed(text);
        }
    }

    private static string Value(string word, string rest, int? firstLine)
    {
        if (word == "at")
        {
            return firstLine is int first ? Place(rest, first) : "";
        }

        if (int.TryParse(word, CultureInfo.InvariantCulture, out int count) && rest.Length > 0)
        {
            return $"(?:{Regex.Escape(rest)}){{{count}}}";
        }

        string value = word switch
        {
            "int" => "-?[0-9]+",
            "number" => "-?[0-9]+(?:\\.[0-9]+)?(?:e[+-]?[0-9]+)?",
            "bool" => "true|false",
            "string" => "\"(?:[^\"\\\\]|\\\\.)*\"",
            { Length: 2 } => $"\\x{word}",
            _ => throw new FormatException($"'<{word}>' is no pattern"),
        };
        return rest.Length == 0 ? $"(?:{value})" : $"(?<{rest}>{value})";
    }

    private static string Place(string place, int firstLine) => place.Split(':') is [string line, string column]
        ? string.Create(CultureInfo.InvariantCulture, $"{firstLine - 1 + int.Parse(line, CultureInfo.InvariantCulture)}:{column}: ")
        : throw new FormatException($"'{place}' is no line and column");

    private static FormatException Unclosed(string text) => new($"a pattern is not closed: {text}");
}
