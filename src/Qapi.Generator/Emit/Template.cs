using System.Runtime.CompilerServices;
using System.Text;

namespace Qapi.Generator.Emit;

/// <summary>
/// Code as a raw string literal with holes. What fills a hole that begins a line is indented like the hole, line by line; if nothing fills it, its line is
/// left out.
/// </summary>
[InterpolatedStringHandler]
internal readonly struct Template
{
    private const char LeftOut = '\u0001';

    private readonly StringBuilder _text;

    public Template(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (64 * formattedCount));

    /// <summary>The code.</summary>
    public static string Print(Template template) => template.ToString();

    /// <summary>Pieces on lines of their own.</summary>
    public static string Lines(IEnumerable<string> pieces) => string.Join("\n", pieces.Where(piece => piece.Length > 0));

    /// <summary>Pieces with an empty line between them.</summary>
    public static string Blocks(IEnumerable<string> pieces) => string.Join("\n\n", pieces.Where(piece => piece.Length > 0));

    public void AppendLiteral(string literal)
    {
        // Behind a line that is left out.
        bool isLeftOut = _text.Length > 0 && _text[_text.Length - 1] == LeftOut;
        _text.Length -= isLeftOut ? 1 : 0;
        _text.Append(isLeftOut && literal.StartsWith("\n", StringComparison.Ordinal) ? literal.Substring(1) : literal);
    }

    public void AppendFormatted(string? value)
    {
        string indentation = Indentation(out bool beginsLine);
        if (!beginsLine)
        {
            _text.Append(value);
        }
        else if (string.IsNullOrEmpty(value))
        {
            _text.Length -= indentation.Length;
            _text.Append(LeftOut);
        }
        else
        {
            _text.Length -= value![0] == '\n' ? indentation.Length : 0;
            _text.Append(value.Replace("\n", $"\n{indentation}").Replace($"\n{indentation}\n", "\n\n"));
        }
    }

    public void AppendFormatted(int value) => _text.Append(value);

    public override string ToString() => _text.ToString().TrimEnd(LeftOut);

    private string Indentation(out bool beginsLine)
    {
        int start = _text.Length;
        while (start > 0 && _text[start - 1] == ' ')
        {
            start--;
        }

        beginsLine = start == 0 || _text[start - 1] == '\n';
        return new string(' ', _text.Length - start);
    }
}
