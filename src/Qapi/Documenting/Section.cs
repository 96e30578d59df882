using Qapi.Model;

namespace Qapi.Documenting;

/// <summary>The parts of a documentation block.</summary>
internal enum SectionKind
{
    /// <summary>Text under no heading.</summary>
    Plain,

    /// <summary>The description of a member, value or branch.</summary>
    Member,

    /// <summary>The description of a feature.</summary>
    Feature,

    /// <summary>What stands behind a tag such as <c>Returns:</c>.</summary>
    Tagged,
}

/// <summary>A part of a documentation block.</summary>
/// <param name="kind">What it is.</param>
/// <param name="name">The described name or the tag; "" for plain text.</param>
/// <param name="location">Where it begins.</param>
internal sealed class Section(SectionKind kind, string name, SourceLocation location)
{
    private readonly List<string> _lines = [];

    /// <summary>What it is.</summary>
    public SectionKind Kind { get; } = kind;

    /// <summary>The described name or the tag; "" for plain text.</summary>
    public string Name { get; } = name;

    /// <summary>Where it begins.</summary>
    public SourceLocation Location { get; } = location;

    /// <summary>The text, without blank lines around it.</summary>
    public string Text => string.Join("\n", _lines).Trim('\n').TrimEnd();

    /// <summary>Adds a line as it is.</summary>
    public void Add(string line) => _lines.Add(line);

    /// <summary>The number of spaces that its first line below the heading begins with; null while there is none.</summary>
    public int? Indentation { get; private set; }

    /// <summary>Whether a line belongs below the heading.</summary>
    /// <param name="indentation">The number of spaces that it begins with.</param>
    public bool Takes(int indentation) => Kind != SectionKind.Plain && indentation >= (Indentation ?? 1);

    /// <summary>Adds a line below the heading, without the indentation that all of them have.</summary>
    /// <param name="line">The line, one that the section takes.</param>
    /// <param name="indentation">The number of spaces that it begins with.</param>
    public void AddIndented(string line, int indentation)
    {
        Indentation ??= indentation;
        _lines.Add(line.Substring(Indentation.Value));
    }
}
