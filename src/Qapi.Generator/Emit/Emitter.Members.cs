using Qapi.Generator.Model;
using Qapi.Generator.Planning;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    private static string Property(CodeMember member) => Template.Print(
        $$"""
        {{Doc("summary", member.Summary)}}
        public {{(member.Optional ? "" : "required ")}}{{Declared(member)}} {{member.Name}} { get; init; }
        """);

    /// <summary>The loop that finds the members' texts, in locals named <c>…Text</c> that stay empty for absent members.</summary>
    /// <param name="members">The members; at least one.</param>
    /// <param name="found">What else to do for a member that is found; empty: nothing.</param>
    /// <param name="other">What to do with the name of any other member; empty: nothing.</param>
    private static string FindTexts(IReadOnlyList<CodeMember> members, Func<CodeMember, string> found, string other) => Template.Print(
        $$"""
        {{Template.Lines(members.Select(member => $"ReadOnlySpan<byte> {Names.Local(member.Name)}Text = default;"))}}
        var members = new ObjectReader(text);
        while (members.Read())
        {
            ReadOnlySpan<byte> name = members.Name;
            {{string.Join("\nelse ", members.Select(member => FindText(member, found(member))))}}
            {{(other.Length == 0 ? "" : $"else\n{{\n    {other}\n}}")}}
        }
        """);

    private static string FindText(CodeMember member, string found) => Template.Print(
        $$"""
        if (name.SequenceEqual("{{member.WireName}}"u8))
        {
            {{Names.Local(member.Name)}}Text = members.Value;
            {{found}}
        }
        """);

    /// <summary>The statements that read the members, in schema order, into locals named <c>…Value</c>.</summary>
    /// <param name="members">The members.</param>
    /// <param name="type">A member's type here.</param>
    /// <param name="unknown">What becomes of unknown members further in.</param>
    private string ReadTexts(IReadOnlyList<CodeMember> members, Func<CodeMember, CodeType> type, string unknown) =>
        Template.Blocks(members.Select(member => member.Optional ? ReadOptional(member, type(member), unknown) : ReadRequired(member, type(member), unknown)));

    private string ReadRequired(CodeMember member, CodeType type, string unknown)
    {
        string local = Names.Local(member.Name);
        return Template.Print(
            $$"""
            if ({{local}}Text.IsEmpty)
            {
                return ReadFault.Missing("{{member.WireName}}");
            }

            {{ReadText(member, type, unknown, $"out {type.Name} {local}Value")}}
            """);
    }

    private string ReadOptional(CodeMember member, CodeType type, string unknown)
    {
        string local = Names.Local(member.Name);
        return type.IsValueType
            ? Template.Print(
                $$"""
                {{type.Name}}? {{local}}Value = null;
                if (!{{local}}Text.IsEmpty)
                {
                    {{ReadText(member, type, unknown, $"out {type.Name} {local}Read")}}

                    {{local}}Value = {{local}}Read;
                }
                """)
            : Template.Print(
                $$"""
                {{type.Name}}{{(type.IsInPlace ? "" : "?")}} {{local}}Value = {{(type.IsInPlace ? "default" : "null")}};
                if (!{{local}}Text.IsEmpty)
                {
                    {{ReadText(member, type, unknown, $"out {local}Value")}}
                }
                """);
    }

    private string ReadText(CodeMember member, CodeType type, string unknown, string target)
    {
        string local = Names.Local(member.Name);
        return
            $$"""
            if ({{ReadCall(type, $"{local}Text", unknown, target)}} is { } {{local}}Fault)
            {
                return {{local}}Fault.InMember("{{member.WireName}}");
            }
            """;
    }

    private static string Initializers(IEnumerable<CodeMember> members) =>
        Template.Lines(members.Select(member => $"{member.Name} = {Names.Local(member.Name)}Value,"));

    /// <summary>The methods that read and write a whole object, on top of <c>ReadMembers</c>, <c>WriteMembers</c> and <c>HasMember</c>.</summary>
    private static string ReadAndWriteObject(string name) =>
        $$"""
        /// <summary>Reads one from validated JSON text.</summary>
        /// <param name="text">The value.</param>
        /// <param name="unknown">What becomes of members that are not in the schema.</param>
        /// <param name="value">What was read; not to be used after a fault.</param>
        /// <returns>The fault; null if there is none.</returns>
        public static ReadFault? Read(ReadOnlySpan<byte> text, UnknownMembers unknown, out {{name}} value)
        {
            value = null!;
            if (JsonText.KindOf(text) != JsonKind.Object)
            {
                return ReadFault.WrongType("object");
            }

            if (ReadMembers(text, unknown, out value) is { } fault)
            {
                return fault;
            }

            var members = new ObjectReader(text);
            while (unknown == UnknownMembers.Refuse && members.Read())
            {
                if (!value.HasMember(members.Name))
                {
                    return ReadFault.Unexpected(members.Name);
                }
            }

            return null;
        }

        /// <summary>Writes one.</summary>
        /// <param name="writer">Where it goes.</param>
        /// <param name="value">What to write.</param>
        public static void Write(ref JsonWriter writer, {{name}} value)
        {
            writer.StartObject();
            WriteMembers(ref writer, value);
            writer.EndObject();
        }
        """;

    private static string AnyName(IEnumerable<CodeMember> members) =>
        string.Join(" || ", members.Select(member => $"name.SequenceEqual(\"{member.WireName}\"u8)").DefaultIfEmpty("false"));
}
