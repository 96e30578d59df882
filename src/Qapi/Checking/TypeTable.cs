using Qapi.Errors;
using Qapi.Model;
using Qapi.Reading;

namespace Qapi.Checking;

/// <summary>The definitions by their names. Types, commands and events share one name space.</summary>
internal sealed class TypeTable
{
    private readonly Dictionary<string, Definition> _definitions = [];

    /// <summary>Collects the definitions, and reports those whose names, or names that become the same in programs, are taken.</summary>
    public TypeTable(IEnumerable<Definition> definitions, ErrorList errors)
    {
        Dictionary<string, Definition> folded = [];
        foreach (Definition definition in definitions)
        {
            string name = Names.Fold(definition.Name);
            if (folded.TryGetValue(name, out Definition? other))
            {
                string place = $"{other.Location.File}:{other.Location.Line}";
                errors.Add(definition.Location, definition.Describe(), $"the name is that of {other.Describe()} in {place}");
                continue;
            }

            folded.Add(name, definition);
            _definitions.Add(definition.Name, definition);
        }
    }

    /// <summary>A definition by its name; null if there is none.</summary>
    public Definition? Find(string? name) =>
        name is not null && _definitions.TryGetValue(name, out Definition? definition) ? definition : null;

    /// <summary>The definition that a reference means; null for the language's own types and lists.</summary>
    public Definition? Find(TypeReference type) => type is NamedReference named ? Find(named.Name) : null;

    /// <summary>All types whose members become members of a type: its base and its branches, theirs, and so on.</summary>
    /// <param name="roots">The types to begin with; the result has them too.</param>
    public IReadOnlyCollection<Definition> Contained(params IEnumerable<Definition> roots)
    {
        Dictionary<string, Definition> seen = [];
        Stack<Definition> open = new(roots);
        while (open.Count > 0)
        {
            Definition next = open.Pop();
            if (!seen.ContainsKey(next.Name))
            {
                seen.Add(next.Name, next);
                foreach (Definition inner in Parts(next))
                {
                    open.Push(inner);
                }
            }
        }

        return seen.Values;
    }

    /// <summary>The types whose members become members of a type directly.</summary>
    public IEnumerable<Definition> Parts(Definition type)
    {
        IEnumerable<Definition?> parts = type switch
        {
            StructDefinition definition => [Find(definition.Base)],
            UnionDefinition union => [Find(union.Base), .. union.Branches.Select(branch => Find(branch.Type))],
            _ => [],
        };
        return parts.OfType<Definition>();
    }
}
