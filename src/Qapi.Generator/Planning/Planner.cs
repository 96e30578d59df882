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
    private readonly List<EventModel> _events = [];
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

        EquatableArray<NamedModel> symbols = planner.OpenSymbols(schema);
        planner.RefuseTypeNames();
        return planner._errors.Count > 0
            ? Plan.Empty with { Errors = new(planner._errors.Distinct()) }
            : new Plan(
                new(planner._enums), new(planner._objects), new(planner._unions), new(planner._alternates), new(planner._commands), new(planner._events),
                symbols, planner.Catalog(schema), default);
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
            case EventDefinition happening:
                AddEvent(happening);
                break;
        }
    }

    private void AddEnum(EnumDefinition definition)
    {
        string name = Names.Pascal(definition.Name);
        var values = definition.Values
            .Where(value => _symbols.Allow(value.If))
            .Select(value => (
                value.Location,
                Model: new EnumValueModel(value.Name, Names.Pascal(value.Name), XmlDocumentation.Summary(definition, value.Name))))
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
        Member? decider = AllMembers(definition).FirstOrDefault(member => member.Name == definition.Discriminator);
        if (decider?.Type is not NamedReference { Name: { } type } || Find(type, decider.Location) is not EnumDefinition kinds)
        {
            return;
        }

        CodeMember discriminator = members.Single(member => member.WireName == definition.Discriminator);
        var branches = definition.Branches
            .Where(branch => _symbols.Allow(branch.If))
            .Select(branch => new UnionBranchModel(
                Names.Pascal(branch.Name), Names.Nested(branch.Name, name, members.Select(member => member.Name)), Type(branch.Type, branch.Location),
                XmlDocumentation.Summary(kinds, branch.Name)))
            .ToList();
        RefuseEqualNames(definition.Branches
            .Where(branch => _symbols.Allow(branch.If))
            .Zip(branches, (branch, model) => (branch.Location, branch.Name, model.Name)));
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
        var branches = definition.Branches
            .Where(branch => _symbols.Allow(branch.If))
            .Select(branch => (branch.Location, branch.Name, Model: new AlternateBranchModel(
                Names.Nested(branch.Name, name, []), Type(branch.Type, branch.Location), XmlDocumentation.Summary(definition, branch.Name))))
            .ToList();
        RefuseEqualNames(branches.Select(branch => (branch.Location, branch.Name, branch.Model.Name)));
        _alternates.Add(new AlternateModel(definition.Name, name, XmlDocumentation.Summary(definition), new(branches.Select(branch => branch.Model))));
    }

    private void AddEvent(EventDefinition definition)
    {
        string name = Names.Event(definition.Name);
        if (!definition.Data.Boxed)
        {
            AddObject(definition, name, Carried(definition, definition.Data));
        }

        _events.Add(new EventModel(
            definition.Name,
            definition.Data.Boxed
                ? Type(new NamedReference(definition.Data.Type!), definition.Location)
                : new CodeType(TypeKind.Complex, name, IsValueType: false, JsonKind: "Object")));
    }

    private EquatableArray<CodeMember> Members(Definition owner, string type, IEnumerable<Member> members)
    {
        var made = members
            .Select(member => (member.Location, Model: MemberModel(owner, type, member)))
            .ToList();
        RefuseEqualNames(made.Select(member => (member.Location, member.Model.WireName, member.Model.Name)));
        return new(made.Select(member => member.Model));
    }

    private CodeMember MemberModel(Definition owner, string type, Member member)
    {
        (CodeType memberType, CodeType argumentType) = MemberTypes(member);
        return new CodeMember(
            member.Name, Names.Inside(member.Name, type), memberType, argumentType, member.Optional, XmlDocumentation.Summary(owner, member.Name));
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
        return parent is null ? own : MembersOf(parent, definition.Location).Concat(own);
    }

    /// <summary>What a command's arguments or an event's data consist of.</summary>
    private IEnumerable<Member> Carried(Definition owner, Qapi.Model.Payload payload) =>
        payload.Type is null ? payload.Members.Where(member => _symbols.Allow(member.If)) : MembersOf(payload.Type, owner.Location);

    private IEnumerable<Member> MembersOf(string type, SourceLocation user) => Find(type, user) is { } definition ? AllMembers(definition) : [];

    private Definition? Find(string type, SourceLocation user)
    {
        if (!_definitions.TryGetValue(type, out Definition definition))
        {
            _errors.Add(new PlanError(user, $"the type '{type}' does not exist under the conditions of this build"));
        }

        return definition;
    }

    /// <summary>No two types of one name, and none of those that the generated code itself needs.</summary>
    private void RefuseTypeNames()
    {
        var types = _definitions.Values
            .SelectMany(definition => TypesOf(definition).Select(name => (definition.Location, definition.Name, CodeName: name)))
            .ToList();
        foreach ((SourceLocation location, string wireName, string name) in types.Where(type => Names.IsTakenType(type.CodeName)))
        {
            _errors.Add(new PlanError(location, $"'{wireName}' would be named {name} in C#, which the generated code needs itself"));
        }

        // A file is named after its type, and a compiler does not tell capitals from small letters in the names of files.
        RefuseEqualNames(types, StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> TypesOf(Definition definition)
    {
        string name = Names.Pascal(definition.Name);
        return definition switch
        {
            EnumDefinition => [name, $"{name}Codec"],
            CommandDefinition when definition.Features.Any(feature => feature.Name == Written) =>
                [$"{Names.Command(definition.Name)}Arguments", $"{Names.Command(definition.Name)}Reply"],
            CommandDefinition => [$"{Names.Command(definition.Name)}Arguments"],
            EventDefinition => [Names.Event(definition.Name)],
            _ => [name],
        };
    }

    private void RefuseEqualNames(
        IEnumerable<(SourceLocation Location, string WireName, string Name)> names, StringComparer? comparer = null)
    {
        foreach (var same in names.GroupBy(item => item.Name, comparer ?? StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            _errors.Add(new PlanError(
                same.Last().Location, $"'{same.First().WireName}' and '{same.Last().WireName}' would both be named {same.Key} in C#"));
        }
    }
}
