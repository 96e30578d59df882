using Qapi.Errors;
using Qapi.Model;
using Qapi.Parsing;

namespace Qapi.Documenting;

/// <summary>
/// Takes the documentation block of a definition apart. It proves the block's own form; whether it tells of what the definition has is left
/// to <see cref="DocumentationCheck"/>.
/// </summary>
internal sealed class BlockReader
{
    private readonly ErrorList _errors;
    private readonly string _enclosing;
    private readonly List<Section> _sections = [];
    private Section _current;
    private bool _afterBlank = true;
    private bool _inParagraph;
    private bool _membersEnded;
    private bool _featuresSeen;
    private bool _featureExpected;

    private BlockReader(SourceLocation start, string enclosing, ErrorList errors)
    {
        _errors = errors;
        _enclosing = enclosing;
        _current = new Section(SectionKind.Plain, "", start);
        _sections.Add(_current);
    }

    /// <summary>Reads the lines below the one that names the definition.</summary>
    /// <param name="block">The block; it has at least one line.</param>
    /// <param name="enclosing">The definition, for errors.</param>
    /// <param name="errors">Takes the errors.</param>
    /// <returns>The sections; the first is the text before all others.</returns>
    public static IReadOnlyList<Section> Read(CommentBlock block, string enclosing, ErrorList errors)
    {
        var reader = new BlockReader(block.Location, enclosing, errors);
        foreach (CommentLine line in block.Lines.Skip(1))
        {
            reader.ReadLine(line.Location, CommentText.Of(line, errors));
        }

        reader.Finish(block.Lines[block.Lines.Count - 1].Location);
        return reader._sections;
    }

    private void ReadLine(SourceLocation location, string line)
    {
        int indentation = line.Length - line.TrimStart(' ').Length;
        if (line.Length == 0)
        {
            _current.Add("");
            _inParagraph = false;
        }
        else if (_inParagraph)
        {
            // Whatever it looks like: a tag or a description begins behind an empty line, or behind another one.
            _current.Add(line);
        }
        else if (!_featureExpected && _current.Takes(indentation))
        {
            _current.AddIndented(line, indentation);
        }
        else
        {
            if (!_afterBlank && _current.Indentation is { } expected && CommentText.DescribedName(line) is null)
            {
                Error(location, $"indented less than the line above it; expected at least {expected} spaces");
            }

            BeginPart(location, line);
        }

        _afterBlank = line.Length == 0;
    }

    private void BeginPart(SourceLocation location, string line)
    {
        if (CommentText.DescribedName(line) is { } name)
        {
            Describe(location, name, line.Substring(name.Length + 2));
            return;
        }

        if (_featureExpected)
        {
            Error(location, "expected the description of a feature below 'Features:'");
            _featureExpected = false;
        }

        _membersEnded |= _sections.Any(section => section.Kind == SectionKind.Member);
        if (line == "Features:")
        {
            BeginFeatures(location);
        }
        else if (CommentText.Tag(line) is { } tag)
        {
            BeginTagged(location, tag, line.Substring(tag.Length + 1));
        }
        else
        {
            BeginParagraph(location, line);
        }
    }

    private void BeginTagged(SourceLocation location, string tag, string text)
    {
        if (tag != "TODO" && _sections.Any(section => section.Kind == SectionKind.Tagged && section.Name == tag))
        {
            Error(location, $"a second section '{tag}:'");
        }

        _membersEnded = true;
        Begin(SectionKind.Tagged, tag, location, text);
    }

    private void BeginParagraph(SourceLocation location, string line)
    {
        if (CommentText.IsHeading(line))
        {
            Error(location, "a heading in the documentation of a definition");
        }

        _inParagraph = true;
        if (_current.Kind == SectionKind.Plain)
        {
            _current.Add(line);
        }
        else
        {
            Begin(SectionKind.Plain, "", location, line);
        }
    }

    private void BeginFeatures(SourceLocation location)
    {
        if (_featuresSeen)
        {
            Error(location, "a second section 'Features:'");
        }

        _featuresSeen = true;
        _featureExpected = true;
        _membersEnded = true;
    }

    private void Describe(SourceLocation location, string name, string text)
    {
        bool feature = _featureExpected || _current.Kind == SectionKind.Feature;
        SectionKind kind = feature ? SectionKind.Feature : SectionKind.Member;
        if (!feature && _membersEnded)
        {
            Error(location, $"the description of '@{name}:' must stand before what follows the descriptions: text, sections and features");
        }

        if (_sections.Any(section => section.Kind == kind && section.Name == name))
        {
            Error(location, $"a second description of '@{name}:'");
        }

        Begin(kind, name, location, text);
        _featureExpected = false;
    }

    private void Begin(SectionKind kind, string name, SourceLocation location, string text)
    {
        RequireText();
        _current = new Section(kind, name, location);
        _current.Add(text.Trim(' '));
        _sections.Add(_current);
    }

    private void Finish(SourceLocation end)
    {
        RequireText();
        if (_featureExpected)
        {
            Error(end, "expected the description of a feature below 'Features:'");
        }
    }

    private void RequireText()
    {
        if (_current.Kind != SectionKind.Plain && _current.Text.Length == 0)
        {
            Error(_current.Location, $"no text behind '{(_current.Kind == SectionKind.Tagged ? "" : "@")}{_current.Name}:'");
        }
    }

    private void Error(SourceLocation location, string message) => _errors.Add(location, _enclosing, message);
}
