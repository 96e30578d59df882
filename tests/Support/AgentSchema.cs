using Qapi;
using Qapi.Model;
using Qapi.Source;

namespace Qga.Support;

/// <summary>A schema as an agent on Linux has it: without what exists only elsewhere.</summary>
public sealed class AgentSchema
{
    private readonly Dictionary<string, Definition> _definitions;

    /// <summary>Takes what exists on Linux.</summary>
    public AgentSchema(Schema schema) =>
        _definitions = schema.Definitions.Where(definition => Holds(definition.If)).ToDictionary(definition => definition.Name);

    /// <summary>The project's own schema.</summary>
    public static AgentSchema Own { get; } = Read("guest-agent.json", new FileSources(Path.Combine(AppContext.BaseDirectory, "schema")));

    /// <summary>The commands, in schema order.</summary>
    public IEnumerable<CommandDefinition> Commands => _definitions.Values.OfType<CommandDefinition>();

    /// <summary>Reads a schema.</summary>
    /// <param name="mainFile">The file to begin with.</param>
    /// <param name="sources">Where files come from.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="FormatException">It is not valid.</exception>
    public static AgentSchema Read(string mainFile, ISourceProvider sources)
    {
        SchemaResult result = SchemaReader.Read(mainFile, sources);
        return new(result.Schema ?? throw new FormatException(string.Join('\n', result.Errors)));
    }

    /// <summary>A command by its name; null if there is none.</summary>
    public CommandDefinition? Command(string? name) =>
        name is not null && _definitions.TryGetValue(name, out Definition? definition) ? definition as CommandDefinition : null;

    /// <summary>The type that a name means.</summary>
    public Definition Type(NamedReference reference) => _definitions[reference.Name];

    /// <summary>A command's arguments, in the order in which they are checked.</summary>
    public IReadOnlyList<Member> Arguments(CommandDefinition command) =>
        command.Arguments.Type is { } type ? Members(_definitions[type]) : Existing(command.Arguments.Members);

    /// <summary>The members of a struct, or the common ones of a union, those of the base first.</summary>
    public IReadOnlyList<Member> Members(Definition type) => type switch
    {
        StructDefinition it => [.. Inherited(it.Base), .. Existing(it.Members)],
        UnionDefinition it => [.. Inherited(it.Base), .. Existing(it.Members)],
        _ => throw new ArgumentException($"'{type.Name}' has no members", nameof(type)),
    };

    /// <summary>The values of an enumeration.</summary>
    public static IReadOnlyList<string> Values(EnumDefinition type) =>
        [.. type.Values.Where(value => Holds(value.If)).Select(value => value.Name)];

    /// <summary>The branches of a union or an alternate.</summary>
    public static IReadOnlyList<Branch> Branches(EquatableArray<Branch> branches) => [.. branches.Where(branch => Holds(branch.If))];

    private static IReadOnlyList<Member> Existing(EquatableArray<Member> members) => [.. members.Where(member => Holds(member.If))];

    private static bool Holds(Condition? condition) => condition switch
    {
        null => true,
        SymbolCondition symbol => symbol.Name == "CONFIG_LINUX",
        AllCondition all => all.Conditions.All(Holds),
        AnyCondition any => any.Conditions.Any(Holds),
        NotCondition not => !Holds(not.Operand),
        _ => throw new ArgumentException($"no such condition: {condition}", nameof(condition)),
    };

    private IReadOnlyList<Member> Inherited(string? name) => name is null ? [] : Members(_definitions[name]);
}
