using Qapi.Errors;
using Qapi.Model;
using Qapi.Parsing;
using Qapi.Reading;

namespace Qapi.Documenting;

/// <summary>
/// Reads documentation and gives it to the definitions. It proves that blocks are well-formed, stand before the definition that they name,
/// and are there where they are required. In schemas of 2014 documentation is comment like any other.
/// </summary>
internal sealed class DocumentationReader
{
    private readonly Pragmas _pragmas;
    private readonly ErrorList _errors;

    private DocumentationReader(Pragmas pragmas, ErrorList errors)
    {
        _pragmas = pragmas;
        _errors = errors;
    }

    /// <summary>Reads all documentation.</summary>
    /// <param name="statements">What the files say.</param>
    /// <param name="pragmas">The schema's pragmas.</param>
    /// <param name="drafts">The definitions.</param>
    /// <param name="errors">Takes the errors.</param>
    /// <returns>The definitions with their documentation.</returns>
    public static IReadOnlyList<Definition> Read(
        IReadOnlyList<Statement> statements, Pragmas pragmas, IReadOnlyList<Draft> drafts, ErrorList errors)
    {
        var reader = new DocumentationReader(pragmas, errors);
        foreach (Statement statement in statements)
        {
            if (statement.Fragment is { Documentation: { } block, Expression: null } && reader.ReadBlock(block) is { } name)
            {
                errors.Add(block.Location, null, $"the documentation of '{name}' does not stand before its definition");
            }
        }

        return [.. drafts.Select(reader.Document)];
    }

    private Definition Document(Draft draft)
    {
        Definition definition = draft.Definition;
        string enclosing = definition.Describe();
        if (draft.Documentation is not { } block)
        {
            if (_pragmas.DocumentationRequired)
            {
                _errors.Add(definition.Location, enclosing, "the documentation is missing");
            }

            return definition;
        }

        if (block.Fault is null && IsFreeText(block))
        {
            _errors.Add(block.Location, enclosing, $"the documentation before it must begin with '@{definition.Name}:'");
            return definition;
        }

        string? name = ReadBlock(block);
        if (name is not null && name != definition.Name)
        {
            _errors.Add(block.Lines[0].Location, enclosing, $"the documentation before it is that of '{name}'");
        }

        if (name != definition.Name)
        {
            return definition;
        }

        IReadOnlyList<Section> sections = BlockReader.Read(block, enclosing, _errors);
        DocumentationCheck.Check(definition, sections, _pragmas, _errors);
        return definition with
        {
            Documentation = new Documentation(
                sections[0].Text,
                new EquatableArray<DocumentedName>(Named(sections, SectionKind.Member)),
                new EquatableArray<DocumentedName>(Named(sections, SectionKind.Feature)),
                new EquatableArray<DocumentationSection>(sections.Skip(1)
                    .Where(section => section.Kind is SectionKind.Tagged or SectionKind.Plain)
                    .Select(section => new DocumentationSection(section.Name, section.Text)))),
        };
    }

    private static IEnumerable<DocumentedName> Named(IEnumerable<Section> sections, SectionKind kind) =>
        sections.Where(section => section.Kind == kind).Select(section => new DocumentedName(section.Name, section.Text));

    private static bool IsFreeText(CommentBlock block) =>
        block.Lines.Count == 0 || !block.Lines[0].Text.StartsWith("# @", StringComparison.Ordinal);

    /// <summary>Checks a block.</summary>
    /// <returns>The name of the definition that it documents; null if it is text of its own or ill-formed.</returns>
    private string? ReadBlock(CommentBlock block)
    {
        if (block.Fault is { } fault)
        {
            _errors.Add(fault.Location, null, fault.Message);
            return null;
        }

        if (IsFreeText(block))
        {
            ReadFreeText(block);
            return null;
        }

        string first = block.Lines[0].Text.Substring(2);
        string? name = CommentText.DescribedName(first);
        if (name is null || first.Length != name.Length + 2)
        {
            _errors.Add(block.Lines[0].Location, null, "the first line of a definition's documentation must be '@', its name, and ':'");
            return null;
        }

        return name;
    }

    private void ReadFreeText(CommentBlock block)
    {
        foreach (CommentLine line in block.Lines)
        {
            string text = CommentText.Of(line, _errors);
            if (CommentText.DescribedName(text) is { } name)
            {
                _errors.Add(line.Location, null, $"'@{name}:' in documentation that is not a definition's");
            }

            if (CommentText.IsHeading(text) && line != block.Lines[0])
            {
                _errors.Add(line.Location, null, "a heading must be the first line of its block");
            }
        }
    }
}
