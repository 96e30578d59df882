namespace Qapi.Model;

/// <summary>Where a piece of a schema stands.</summary>
/// <param name="File">The file, as it was named when it was opened or included.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public sealed record SourceLocation(string File, int Line, int Column);

/// <summary>A schema that has passed every check.</summary>
/// <param name="Modules">The files it was read from, the main one first, each once, in the order of their inclusion.</param>
/// <param name="Definitions">What it defines, in schema order (an include stands where its directive stands).</param>
public sealed record Schema(EquatableArray<Module> Modules, EquatableArray<Definition> Definitions);

/// <summary>One schema file.</summary>
/// <param name="Name">Its path relative to the main schema's folder, with '/' and without <c>.json</c>: <c>file</c>.</param>
public sealed record Module(string Name);

/// <summary>A flag that a definition or a member carries for its readers (<c>'features'</c>).</summary>
/// <param name="Name">The flag: <c>deprecated</c>, <c>unstable</c>, or one of the schema's own.</param>
/// <param name="If">When the flag is there; null: always.</param>
public sealed record Feature(string Name, Condition? If);

/// <summary>A named thing in a schema.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Module">The file that defines it.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="If">When it exists; null: always.</param>
/// <param name="Features">Its flags.</param>
/// <param name="Documentation">Its documentation block, if it has one.</param>
public abstract record Definition(
    string Name, Module Module, SourceLocation Location, Condition? If, EquatableArray<Feature> Features, Documentation? Documentation);

/// <summary>A condition of the build under which something exists (<c>'if'</c>).</summary>
public abstract record Condition;

/// <summary>A symbol is defined: <c>'CONFIG_LINUX'</c>.</summary>
/// <param name="Name">The symbol.</param>
public sealed record SymbolCondition(string Name) : Condition;

/// <summary>Every one of some conditions holds.</summary>
/// <param name="Conditions">At least one.</param>
public sealed record AllCondition(EquatableArray<Condition> Conditions) : Condition;

/// <summary>At least one of some conditions holds.</summary>
/// <param name="Conditions">At least one.</param>
public sealed record AnyCondition(EquatableArray<Condition> Conditions) : Condition;

/// <summary>A condition does not hold.</summary>
/// <param name="Operand">That condition.</param>
public sealed record NotCondition(Condition Operand) : Condition;

/// <summary>What a member or a result is made of.</summary>
public abstract record TypeReference;

/// <summary>One of the language's own types.</summary>
/// <param name="Name">
/// <c>str</c>, <c>int</c>, <c>number</c>, <c>bool</c>, <c>null</c>, <c>any</c>, <c>size</c>, <c>QType</c>, <c>int8</c>…<c>uint64</c>.
/// </param>
public sealed record BuiltinReference(string Name) : TypeReference;

/// <summary>A list.</summary>
/// <param name="Element">What it lists; never a list itself.</param>
public sealed record ArrayReference(TypeReference Element) : TypeReference;

/// <summary>A type that the schema defines: enum, struct, union or alternate.</summary>
/// <param name="Name">Its name.</param>
public sealed record NamedReference(string Name) : TypeReference;

/// <summary>A value of an enumeration.</summary>
/// <param name="Name">The value on the wire.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="If">When it exists; null: always.</param>
/// <param name="Features">Its flags.</param>
public sealed record EnumValue(string Name, SourceLocation Location, Condition? If, EquatableArray<Feature> Features);

/// <summary>A member of a struct, of a union's common part, or of a command's arguments.</summary>
/// <param name="Name">Its name on the wire, without the <c>*</c> of an optional one.</param>
/// <param name="Optional">Whether it may be left out.</param>
/// <param name="Type">Its type.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="If">When it exists; null: always.</param>
/// <param name="Features">Its flags.</param>
public sealed record Member(
    string Name, bool Optional, TypeReference Type, SourceLocation Location, Condition? If, EquatableArray<Feature> Features);

/// <summary>What a discriminator's value, or a kind of JSON value, stands for.</summary>
/// <param name="Name">The enumeration's value (union) or the branch's name (alternate).</param>
/// <param name="Type">Its type.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="If">When it exists; null: always.</param>
public sealed record Branch(string Name, TypeReference Type, SourceLocation Location, Condition? If);

/// <summary>An enumeration.</summary>
public sealed record EnumDefinition(
    string Name, Module Module, SourceLocation Location, Condition? If, EquatableArray<Feature> Features, Documentation? Documentation,
    EquatableArray<EnumValue> Values)
    : Definition(Name, Module, Location, If, Features, Documentation);

/// <summary>An object with named members.</summary>
public sealed record StructDefinition(
    string Name, Module Module, SourceLocation Location, Condition? If, EquatableArray<Feature> Features, Documentation? Documentation,
    string? Base, EquatableArray<Member> Members)
    : Definition(Name, Module, Location, If, Features, Documentation);

/// <summary>An object whose further members depend on the value of one of them. Values without a branch add nothing.</summary>
public sealed record UnionDefinition(
    string Name, Module Module, SourceLocation Location, Condition? If, EquatableArray<Feature> Features, Documentation? Documentation,
    string? Base, EquatableArray<Member> Members, string Discriminator, EquatableArray<Branch> Branches)
    : Definition(Name, Module, Location, If, Features, Documentation);

/// <summary>A value that may be of one of several kinds, told apart by its JSON type.</summary>
public sealed record AlternateDefinition(
    string Name, Module Module, SourceLocation Location, Condition? If, EquatableArray<Feature> Features, Documentation? Documentation,
    EquatableArray<Branch> Branches)
    : Definition(Name, Module, Location, If, Features, Documentation);

/// <summary>What a command or an event carries: members written in place, or a type by its name.</summary>
/// <param name="Members">The members in place; empty where <paramref name="Type"/> is set.</param>
/// <param name="Type">The struct's or union's name; null where the members are written in place.</param>
/// <param name="Boxed">Whether the schema asks for one argument of that type rather than one for each member.</param>
public sealed record Payload(EquatableArray<Member> Members, string? Type, bool Boxed);

/// <summary>A command.</summary>
public sealed record CommandDefinition(
    string Name, Module Module, SourceLocation Location, Condition? If, EquatableArray<Feature> Features, Documentation? Documentation,
    Payload Arguments, TypeReference? Returns, bool SuccessResponse, bool Gen, bool AllowOob, bool AllowPreconfig, bool Coroutine)
    : Definition(Name, Module, Location, If, Features, Documentation);

/// <summary>An event.</summary>
public sealed record EventDefinition(
    string Name, Module Module, SourceLocation Location, Condition? If, EquatableArray<Feature> Features, Documentation? Documentation,
    Payload Data)
    : Definition(Name, Module, Location, If, Features, Documentation);
