using Qapi.Errors;
using Qapi.Lexing;
using Qapi.Model;

namespace Qapi.Parsing;

/// <summary>
/// Reads a file's tokens into objects and documentation blocks. It proves that the file is a sequence of well-formed objects whose keys
/// differ; what the objects and the blocks say is left to the later stages. Stops at the first error: what follows one cannot be told.
/// </summary>
internal sealed class Parser
{
    /// <summary>The deepest nesting. The language's own forms need seven levels, and conditions rarely more.</summary>
    private const int MaxDepth = 64;

    private readonly string _file;
    private readonly Lexer _lexer;
    private readonly ErrorList _errors;
    private Token _token;
    private bool _failed;

    private Parser(string file, string text, ErrorList errors)
    {
        _file = file;
        _lexer = new Lexer(text);
        _errors = errors;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its path, for locations.</param>
    /// <param name="text">Its text.</param>
    /// <param name="errors">Takes the error, if there is one.</param>
    /// <returns>What stands before the error, or everything.</returns>
    public static IReadOnlyList<Fragment> Parse(string file, string text, ErrorList errors)
    {
        var parser = new Parser(file, text, errors);
        parser._token = parser._lexer.Next();
        return parser.ParseFile();
    }

    /// <summary>Whether the current token, a comment, is where documentation begins or ends.</summary>
    private bool BoundsBlock => _token.Text.StartsWith("##", StringComparison.Ordinal);

    private SourceLocation Here => new(_file, _token.Line, _token.Column);

    private List<Fragment> ParseFile()
    {
        List<Fragment> fragments = [];
        CommentBlock? documentation = null;
        while (!_failed && _token.Kind != TokenKind.End)
        {
            if (_token.Kind == TokenKind.Comment)
            {
                if (BoundsBlock)
                {
                    AddAlone(fragments, documentation);
                    documentation = ParseBlock();
                }
                else
                {
                    _token = _lexer.Next();
                }

                continue;
            }

            if (_token.Kind != TokenKind.OpenBrace)
            {
                Fail<Node>("expected '{'");
            }
            else if (ParseObject(1) is { } expression)
            {
                fragments.Add(new Fragment(documentation, expression));
                documentation = null;
            }
        }

        AddAlone(fragments, documentation);
        return fragments;
    }

    private static void AddAlone(List<Fragment> fragments, CommentBlock? documentation)
    {
        if (documentation is not null)
        {
            fragments.Add(new Fragment(documentation, null));
        }
    }

    private CommentBlock ParseBlock()
    {
        SourceLocation start = Here;
        CommentFault? fault = _token.Text == "##" ? null : new CommentFault(start, "text after '##' at the start of a documentation block");
        List<CommentLine> lines = [];
        for (_token = _lexer.Next(); _token.Kind == TokenKind.Comment; _token = _lexer.Next())
        {
            if (BoundsBlock)
            {
                fault ??= _token.Text == "##" ? null : new CommentFault(Here, "text after '##' at the end of a documentation block");
                _token = _lexer.Next();
                return new CommentBlock(start, lines, fault);
            }

            lines.Add(new CommentLine(Here, _token.Text));
        }

        return new CommentBlock(start, lines, fault ?? new CommentFault(start, "the documentation block does not end with '##'"));
    }

    /// <summary>Takes the current token away, and comments behind it. Documentation is none: it has no place inside of an object.</summary>
    private void Advance()
    {
        do
        {
            _token = _lexer.Next();
        }
        while (_token.Kind == TokenKind.Comment && !BoundsBlock);
    }

    private Node? ParseValue(int depth)
    {
        switch (_token.Kind)
        {
            case TokenKind.OpenBrace:
                return ParseObject(depth + 1);
            case TokenKind.OpenBracket:
                return ParseList(depth + 1);
            case TokenKind.String:
                var text = new StringNode(Here, _token.Text);
                Advance();
                return text;
            case TokenKind.True or TokenKind.False:
                var truth = new BoolNode(Here, _token.Kind == TokenKind.True);
                Advance();
                return truth;
            default:
                return Fail<Node>("expected '{', '[', a string or a boolean");
        }
    }

    private ObjectNode? ParseObject(int depth)
    {
        SourceLocation start = Here;
        if (!Open(depth))
        {
            return null;
        }

        List<Entry> entries = [];
        HashSet<string> keys = [];
        for (bool more = _token.Kind != TokenKind.CloseBrace; more;)
        {
            SourceLocation location = Here;
            string key = _token.Text;
            if (_token.Kind != TokenKind.String)
            {
                return Fail<ObjectNode>(entries.Count == 0 ? "expected a string or '}'" : "expected a string");
            }

            if (!keys.Add(key))
            {
                return Fail<ObjectNode>($"the key '{key}' stands here twice");
            }

            Advance();
            if (_token.Kind != TokenKind.Colon)
            {
                return Fail<ObjectNode>("expected ':'");
            }

            Advance();
            if (ParseValue(depth) is not { } value)
            {
                return null;
            }

            entries.Add(new Entry(key, location, value));
            more = TakeComma();
        }

        return Close(TokenKind.CloseBrace, depth) ? new ObjectNode(start, entries) : Fail<ObjectNode>("expected ',' or '}'");
    }

    private ListNode? ParseList(int depth)
    {
        SourceLocation start = Here;
        if (!Open(depth))
        {
            return null;
        }

        List<Node> items = [];
        for (bool more = _token.Kind != TokenKind.CloseBracket; more; more = TakeComma())
        {
            if (ParseValue(depth) is not { } value)
            {
                return null;
            }

            items.Add(value);
        }

        return Close(TokenKind.CloseBracket, depth) ? new ListNode(start, items) : Fail<ListNode>("expected ',' or ']'");
    }

    private bool Open(int depth)
    {
        if (depth > MaxDepth)
        {
            Fail<Node>($"more than {MaxDepth} levels of '{{' and '['");
            return false;
        }

        Advance();
        return true;
    }

    private bool TakeComma()
    {
        bool comma = _token.Kind == TokenKind.Comma;
        if (comma)
        {
            Advance();
        }

        return comma;
    }

    /// <summary>Takes the closing token away. Behind that of the outermost object, comments matter: they may be documentation.</summary>
    private bool Close(TokenKind closing, int depth)
    {
        bool closed = _token.Kind == closing;
        if (closed && depth > 1)
        {
            Advance();
        }
        else if (closed)
        {
            _token = _lexer.Next();
        }

        return closed;
    }

    private T? Fail<T>(string expectation)
        where T : Node
    {
        string found = _token.Kind switch
        {
            TokenKind.Bad => _token.Text,
            TokenKind.End => $"{expectation}, found the end of the file",
            _ when expectation.StartsWith("expected", StringComparison.Ordinal) => $"{expectation}, found '{_token.Text}'",
            _ => expectation,
        };
        _errors.Add(Here, null, found);
        _failed = true;
        return null;
    }
}
