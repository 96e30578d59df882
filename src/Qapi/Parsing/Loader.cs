using Qapi.Errors;
using Qapi.Model;
using Qapi.Source;

namespace Qapi.Parsing;

/// <summary>Something that a schema says, and the file that says it.</summary>
/// <param name="Module">The file.</param>
/// <param name="Fragment">What it says: a definition, documentation, or both.</param>
internal sealed record Statement(Module Module, Fragment Fragment);

/// <summary>
/// Reads the main file and what it includes. It proves that every file can be read and parsed, that directives are well-formed and
/// inclusion has no cycle; it leaves the definitions to the later stages, in schema order and without directives between them.
/// </summary>
internal sealed class Loader
{
    /// <summary>The longest chain of files that include one another.</summary>
    private const int MaxDepth = 64;

    private readonly ISourceProvider _sources;
    private readonly ErrorList _errors;
    private readonly string _main;
    private readonly List<Module> _modules = [];
    private readonly List<Statement> _statements = [];
    private readonly HashSet<string> _read = [];
    private readonly Stack<string> _open = new();

    private Loader(string main, ISourceProvider sources, ErrorList errors)
    {
        _main = main;
        _sources = sources;
        _errors = errors;
    }

    /// <summary>The files, in the order of their inclusion.</summary>
    public IReadOnlyList<Module> Modules => _modules;

    /// <summary>What the files say, in schema order.</summary>
    public IReadOnlyList<Statement> Statements => _statements;

    /// <summary>What their pragmas say.</summary>
    public Pragmas Pragmas { get; } = new();

    /// <summary>Reads a schema.</summary>
    public static Loader Load(string mainFile, ISourceProvider sources, ErrorList errors)
    {
        string main = SchemaPath.Normalize(mainFile);
        var loader = new Loader(main, sources, errors);
        if (sources.TryRead(mainFile, out string text))
        {
            loader.LoadFile(main, text);
        }
        else
        {
            errors.Add(new SourceLocation(main, 1, 1), null, "cannot read the file");
        }

        return loader;
    }

    private void LoadFile(string file, string text)
    {
        var module = new Module(SchemaPath.ModuleName(_main, file));
        _modules.Add(module);
        _read.Add(file);
        _open.Push(file);
        foreach (Fragment fragment in Parser.Parse(file, text, _errors))
        {
            Entry? directive = fragment.Expression?.Find("include") ?? fragment.Expression?.Find("pragma");
            Fragment rest = directive is null ? fragment : fragment with { Expression = null };
            if (rest != new Fragment(null, null))
            {
                _statements.Add(new Statement(module, rest));
            }

            if (directive is not null && IsValid(directive, fragment.Expression!))
            {
                Follow(directive, file);
            }
        }

        _open.Pop();
    }

    private bool IsValid(Entry directive, ObjectNode expression)
    {
        if (expression.Entries.FirstOrDefault(entry => entry != directive) is { } other)
        {
            _errors.Add(other.Location, null, $"unknown key '{other.Key}' beside '{directive.Key}'");
            return false;
        }

        return true;
    }

    private void Follow(Entry directive, string file)
    {
        if (directive.Key == "pragma")
        {
            Pragmas.Read(directive.Value, _errors);
        }
        else
        {
            Include(directive, file);
        }
    }

    private void Include(Entry include, string file)
    {
        if (include.Value is not StringNode name || name.Value.Length == 0)
        {
            _errors.Add(include.Value.Location, null, "'include' must be the name of a file");
            return;
        }

        string path = SchemaPath.Include(file, name.Value);
        if (_open.Contains(path))
        {
            _errors.Add(include.Location, null, $"'{path}' includes itself");
        }
        else if (_open.Count == MaxDepth)
        {
            _errors.Add(include.Location, null, $"more than {MaxDepth} files include one another");
        }
        else if (!_read.Contains(path))
        {
            Read(path, include);
        }
    }

    private void Read(string path, Entry include)
    {
        if (_sources.TryRead(path, out string text))
        {
            _errors.Entered(path, include.Location);
            LoadFile(path, text);
        }
        else
        {
            _errors.Add(include.Location, null, $"cannot read '{path}'");
        }
    }
}
