using Qapi.Generator.Model;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>A type, past types of the same name inside of the one that is printed.</summary>
    private CodeType Past(IReadOnlyCollection<string> nested, CodeType type) =>
        type.Element is { } element ? type with { Name = $"IReadOnlyList<{Past(nested, element).Name}>", Element = Past(nested, element) }
        : nested.Contains(type.Name) ? type with { Name = Qualified(type) }
        : type;

    /// <summary>A call that reads a value and gives a fault or null.</summary>
    /// <param name="type">The value's type.</param>
    /// <param name="text">The expression of its text.</param>
    /// <param name="unknown">The expression of what becomes of unknown members.</param>
    /// <param name="target">Where it goes: <c>out T name</c>.</param>
    private string ReadCall(CodeType type, string text, string unknown, string target) => type switch
    {
        { Kind: TypeKind.List, Element: { Kind: TypeKind.Complex } element } =>
            $"JsonValue.ReadList<{Qualified(element)}>({text}, {unknown}, {Qualified(element)}.Read, {target})",
        { Kind: TypeKind.List, Element: { } element } => $"JsonValue.ReadList<{Qualified(element)}>({text}, {ScalarReader(element)}, {target})",
        { Kind: TypeKind.Complex } => $"{Qualified(type)}.Read({text}, {unknown}, {target})",
        _ => $"{ScalarReader(type)}({text}, {target})",
    };

    private string ScalarReader(CodeType type) => type.Kind == TypeKind.Enum ? $"{Qualified(type)}Codec.Read" : $"JsonValue.{type.Reader}";

    /// <summary>A type of the schema in full: members and nested types around may have the same name.</summary>
    private string Qualified(CodeType type) =>
        type.Kind is TypeKind.Enum or TypeKind.Complex && !type.Name.StartsWith(Root, StringComparison.Ordinal)
            ? $"{Root}{Contracts}.{type.Name}"
            : type.Name;

    /// <summary>Statements that write a value.</summary>
    private string WriteValue(CodeType type, string value) =>
        type.Element is not { } element
            ? WriteStatement(type, value)
            : Template.Print(
                $$"""
                writer.StartArray();
                for (int i = 0; i < {{value}}.Count; i++)
                {
                    {{WriteStatement(element, $"{value}[i]")}}
                }
                writer.EndArray();
                """);

    private string WriteStatement(CodeType type, string value) => type switch
    {
        { Kind: TypeKind.Payload } => $"writer.Base64({value});",
        { Kind: TypeKind.Enum } => $"{Qualified(type)}Codec.Write(ref writer, {value});",
        { Kind: TypeKind.Complex } => $"{Qualified(type)}.Write(ref writer, {value});",
        { Name: "JsonNull" } => "writer.Null();",
        { Name: "JsonAny" } => $"writer.Raw({value}.Text.Span);",
        { Name: "sbyte" or "short" or "int" or "byte" or "ushort" or "uint" } => $"writer.Value((long){value});",
        _ => $"writer.Value({value});",
    };

    /// <summary>Statements that write members, payloads first: that is the order in which clients know them.</summary>
    private string WriteMembers(IEnumerable<CodeMember> members, Func<CodeMember, string> access) => Template.Lines(members
        .OrderBy(member => member.Type.Kind != TypeKind.Payload)
        .Select(member => WriteMember(member, access(member))));

    private string WriteMember(CodeMember member, string value) =>
        !member.Optional
            ? Template.Print(
                $$"""
                writer.Member("{{member.WireName}}"u8);
                {{WriteValue(member.Type, value)}}
                """)
            : Template.Print(
                $$"""
                if ({{value}} is not null)
                {
                    writer.Member("{{member.WireName}}"u8);
                    {{WriteValue(member.Type, member.Type.IsValueType ? $"{value}.Value" : value)}}
                }
                """);
}
