using Qapi.Errors;
using Qapi.Model;
using Qapi.Parsing;
using Qapi.Reading;

namespace Qapi.Documenting;

/// <summary>
/// Compares documentation with what it documents. It proves that every member, value, branch and feature has a description, and that
/// nothing else has one.
/// </summary>
internal static class DocumentationCheck
{
    /// <summary>Compares the documentation of a definition with it.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="sections">Its documentation.</param>
    /// <param name="pragmas">The schema's pragmas.</param>
    /// <param name="errors">Takes the errors.</param>
    public static void Check(Definition definition, IReadOnlyList<Section> sections, Pragmas pragmas, ErrorList errors)
    {
        string enclosing = definition.Describe();
        IReadOnlyList<(string What, string Name, SourceLocation Location)> members = [.. Members(definition)];
        foreach (Section section in sections)
        {
            bool known = section.Kind switch
            {
                SectionKind.Member => members.Any(member => member.Name == section.Name),
                SectionKind.Feature => definition.AllFeatures().Any(feature => feature.Name == section.Name),
                _ => true,
            };
            if (!known)
            {
                errors.Add(section.Location, enclosing, $"describes '@{section.Name}:', which it does not have");
            }

            CheckSection(definition, section, enclosing, errors);
        }

        if (!pragmas.Documentation.Contains(definition.Name))
        {
            foreach (var member in members.Where(member => !Has(sections, SectionKind.Member, member.Name)))
            {
                errors.Add(member.Location, enclosing, $"{member.What} '{member.Name}' has no description");
            }
        }

        foreach (Feature feature in definition.AllFeatures().Where(feature => !Has(sections, SectionKind.Feature, feature.Name)))
        {
            errors.Add(definition.Location, enclosing, $"feature '{feature.Name}' has no description");
        }
    }

    private static bool Has(IReadOnlyList<Section> sections, SectionKind kind, string name) =>
        sections.Any(section => section.Kind == kind && section.Name == name);

    private static void CheckSection(Definition definition, Section section, string enclosing, ErrorList errors)
    {
        if (section is not { Kind: SectionKind.Tagged, Name: "Returns" or "Errors" })
        {
            return;
        }

        if (definition is not CommandDefinition command)
        {
            errors.Add(section.Location, enclosing, $"a section '{section.Name}:', which only commands may have");
        }
        else if (section.Name == "Returns" && command.Returns is null)
        {
            errors.Add(section.Location, enclosing, "a section 'Returns:', but the command returns nothing");
        }
    }

    private static IEnumerable<(string What, string Name, SourceLocation Location)> Members(Definition definition) => definition switch
    {
        EnumDefinition { Values: var values } => values.Select(value => ("value", value.Name, value.Location)),
        AlternateDefinition { Branches: var branches } => branches.Select(branch => ("branch", branch.Name, branch.Location)),
        _ => definition.OwnMembers().Select(member => ("member", member.Name, member.Location)),
    };
}
