using Qapi.Generator.Model;
using Qapi.Model;

namespace Qapi.Generator.Planning;

/// <summary>Decides what C# code a schema becomes: what exists in this build, under which names, of which types.</summary>
internal sealed partial class Planner
{
    private readonly Symbols _symbols;
    private readonly Dictionary<string, Definition> _definitions;
    private readonly List<EnumModel> _enums = [];
    private readonly List<ObjectModel> _objects = [];
    private readonly List<UnionModel> _unions = [];
    private readonly List<AlternateModel> _alternates = [];
    private readonly List<CommandModel> _commands = [];
    private readonly List<PlanError> _errors = [];

    private Planner(Schema schema, Symbols symbols)
    {
        _symbols = symbols;
        _definitions = schema.Definitions.Where(definition => symbols.Allow(definition.If)).ToDictionary(definition => definition.Name);
    }

    /// <summary>Plans.</summary>
    /// <param name="schema">A schema that has passed every check.</param>
    /// <param name="defines">The symbols of this build; see <see cref="Symbols"/>.</param>
    /// <returns>What to emit.</returns>
    public static Plan Make(Schema schema, string defines)
    {
        var planner = new Planner(schema, new Symbols(defines));
        foreach (Definition definition in schema.Definitions.Where(definition => planner._symbols.Allow(definition.If)))
        {
            planner.Add(definition);
        }

        return new Plan(new(planner._enums), new(planner._objects), new(planner._unions), new(planner._alternates), new(planner._commands), new(planner._errors));
    }

    private void Add(Definition definition)
    {
        switch (definition)
        {
            case EnumDefinition definedEnum:
                AddEnum(definedEnum);
                break;
            case StructDefinition definedStruct:
                AddObject(definition, Names.Pascal(definition.Name), AllMembers(definedStruct));
                break;
            case UnionDefinition union:
                AddUnion(union);
                break;
            case AlternateDefinition alternate:
                AddAlternate(alternate);
                break;
            case CommandDefinition command:
                AddCommand(command);
                break;
            case EventDefinition { Data.Boxed: false } happening:
                AddObject(definition, $"{Names.Pascal(definition.Name)}Event", Carried(happening.Data));
                break;
        }
    }

    private void AddEnum(EnumDefinition definition)
    {
        string name = Names.Pascal(definition.Name);
        var values = definition.Values
            .Where(value => _symbols.Allow(value.If))
            .Select(value => (value.Location, Model: new EnumValueModel(value.Name, Names.Pascal(value.Name), XmlDocumentation.Summary(definition, value.Name))))
            .ToList();
        RefuseEqualNames(values.Select(value => (value.Location, value.Model.WireName, value.Model.Name)));
        _enums.Add(new EnumModel(name, XmlDocumentation.Summary(definition), new(values.Select(value => value.Model))));
    }

    private void AddObject(Definition definition, string name, IEnumerable<Member> members) =>
        _objects.Add(new ObjectModel(name, XmlDocumentation.Summary(definition), Members(definition, name, members)));

    private void AddUnion(UnionDefinition definition)
    {
        string name = Names.Pascal(definition.Name);
        List<CodeMember> members = [.. Members(definition, name, AllMembers(definition))];
        string Branch(string wireName) =>
            Names.Inside(wireName, name) is { } inside && members.Any(member => member.Name == inside) ? $"{inside}Branch" : Names.Inside(wireName, name);

        CodeMember discriminator = members.Single(member => member.WireName == definition.Discriminator);
        var kinds = (EnumDefinition)_definitions[((NamedReference)AllMembers(definition).Single(member => member.Name == definition.Discriminator).Type).Name];
        var branches = definition.Branches
            .Where(branch => _symbols.Allow(branch.If))
            .Select(branch => new UnionBranchModel(
                Names.Pascal(branch.Name), Branch(branch.Name), Type(branch.Type, branch.Location),
                XmlDocumentation.Summary(kinds, branch.Name)))
            .ToList();
        IEnumerable<string> plain = kinds.Values
            .Where(value => _symbols.Allow(value.If))
            .Select(value => Names.Pascal(value.Name))
            .Except(branches.Select(branch => branch.Value));
        _unions.Add(new UnionModel(
            name, XmlDocumentation.Summary(definition), new(members.Where(member => member != discriminator)), discriminator, new(branches), new(plain)));
    }

    private void AddAlternate(AlternateDefinition definition)
    {
        string name = Names.Pascal(definition.Name);
        IEnumerable<AlternateBranchModel> branches = definition.Branches
            .Where(branch => _symbols.Allow(branch.If))
            .Select(branch => new AlternateBranchModel(
                Names.Inside(branch.Name, name), Type(branch.Type, branch.Location), XmlDocumentation.Summary(definition, branch.Name)));
        _alternates.Add(new AlternateModel(definition.Name, name, XmlDocumentation.Summary(definition), new(branches)));
    }

    private EquatableArray<CodeMember> Members(Definition owner, string type, IEnumerable<Member> members)
    {
        var made = members
            .Select(member => (member.Location, Model: new CodeMember(
                member.Name, Names.Inside(member.Name, type), MemberType(member), member.Optional, XmlDocumentation.Summary(owner, member.Name))))
            .ToList();
        RefuseEqualNames(made.Select(member => (member.Location, member.Model.WireName, member.Model.Name)));
        return new(made.Select(member => member.Model));
    }

    /// <summary>A struct's or union's members with those of its bases, theirs first.</summary>
    private IEnumerable<Member> AllMembers(Definition definition)
    {
        (string? parent, EquatableArray<Member> members) = definition switch
        {
            StructDefinition definedStruct => (definedStruct.Base, definedStruct.Members),
            UnionDefinition union => (union.Base, union.Members),
            _ => (null, default),
        };
        IEnumerable<Member> own = members.Where(member => _symbols.Allow(member.If));
        return parent is null ? own : AllMembers(_definitions[parent]).Concat(own);
    }

    private IEnumerable<Member> Carried(Qapi.Model.Payload payload) =>
        payload.Type is null ? payload.Members.Where(member => _symbols.Allow(member.If)) : AllMembers(_definitions[payload.Type]);

    private void RefuseEqualNames(IEnumerable<(SourceLocation Location, string WireName, string Name)> names)
    {
        foreach (var same in names.GroupBy(item => item.Name).Where(group => group.Count() > 1))
        {
            _errors.Add(new PlanError(
                same.Last().Location, $"'{same.First().WireName}' and '{same.Last().WireName}' would both be named {same.Key} in C#"));
        }
    }
}
