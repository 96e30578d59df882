using System.Text;

namespace Qapi.Lexing;

/// <summary>
/// Splits a file into tokens. It proves that every token is one of the language's and that strings are printable ASCII without escapes
/// other than <c>\\</c>; what order they come in is left to the parser.
/// </summary>
internal sealed class Lexer(string text)
{
    private int _at;
    private int _line = 1;
    private int _lineStart;

    /// <summary>The next token; <see cref="TokenKind.End"/> again and again at the end.</summary>
    public Token Next()
    {
        SkipWhiteSpace();
        if (_at == text.Length)
        {
            return Make(TokenKind.End, "", _at);
        }

        int start = _at++;
        char first = text[start];
        return first switch
        {
            '{' => Make(TokenKind.OpenBrace, "{", start),
            '}' => Make(TokenKind.CloseBrace, "}", start),
            '[' => Make(TokenKind.OpenBracket, "[", start),
            ']' => Make(TokenKind.CloseBracket, "]", start),
            ',' => Make(TokenKind.Comma, ",", start),
            ':' => Make(TokenKind.Colon, ":", start),
            '\'' or '"' => ReadString(start, first),
            '#' => ReadComment(start),
            _ => ReadWord(start),
        };
    }

    private static string Show(char c) => c is > ' ' and < '\x7F' ? $"'{c}'" : $"U+{(int)c:X4}";

    private Token Make(TokenKind kind, string value, int start) => new(kind, value, _line, start - _lineStart + 1);

    /// <summary>Any white space counts, as texts copied from web pages have U+00A0; a byte order mark as well.</summary>
    private void SkipWhiteSpace()
    {
        for (; _at < text.Length && (char.IsWhiteSpace(text[_at]) || text[_at] == '\uFEFF'); _at++)
        {
            if (text[_at] == '\n')
            {
                _line++;
                _lineStart = _at + 1;
            }
        }
    }

    private Token ReadComment(int start)
    {
        int end = text.IndexOf('\n', start);
        _at = end < 0 ? text.Length : end;
        return Make(TokenKind.Comment, text.Substring(start, _at - start).TrimEnd(), start);
    }

    private Token ReadWord(int start)
    {
        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] is '_' or '-' or '.'))
        {
            _at++;
        }

        string word = text.Substring(start, _at - start);
        return word switch
        {
            "true" => Make(TokenKind.True, word, start),
            "false" => Make(TokenKind.False, word, start),
            "null" => Make(TokenKind.Bad, "'null' is not part of the language", start),
            _ when char.IsLetter(word[0]) => Make(TokenKind.Bad, $"unexpected word '{word}'; strings need quotes", start),
            _ when word[0] is '-' or '+' || char.IsDigit(word[0]) => Make(TokenKind.Bad, "numbers are not part of the language", start),
            _ => Make(TokenKind.Bad, $"unexpected {Show(word[0])}", start),
        };
    }

    private Token ReadString(int start, char quote)
    {
        var value = new StringBuilder();
        for (; _at < text.Length; _at++)
        {
            char c = text[_at];
            if (c == quote)
            {
                _at++;
                return Make(TokenKind.String, value.ToString(), start);
            }

            if (c == '\n')
            {
                break;
            }

            if (c == '\\' && (++_at == text.Length || text[_at] != '\\'))
            {
                string what = _at < text.Length ? $"\\ before {Show(text[_at])}" : "\\";
                return Make(TokenKind.Bad, $"unknown escape in a string: {what}", start);
            }

            if (c is < ' ' or > '~')
            {
                return Make(TokenKind.Bad, $"{Show(c)} in a string; only printable ASCII may stand there", _at);
            }

            value.Append(c);
        }

        return Make(TokenKind.Bad, $"the string has no closing {quote}", start);
    }
}
