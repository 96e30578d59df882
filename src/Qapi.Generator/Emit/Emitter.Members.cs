using Qapi.Generator.Model;
using Qapi.Generator.Planning;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    private static void Property(CodeWriter code, CodeMember member)
    {
        code.Summary(member.Summary);
        code.Line($"public {(member.Optional ? "" : "required ")}{Declared(member)} {member.Name} {{ get; init; }}");
    }

    /// <summary>Prints the loop that finds the members' texts, in locals named <c>…Text</c> that stay empty for absent members.</summary>
    /// <param name="code">Where to print.</param>
    /// <param name="members">The members.</param>
    /// <param name="counting">Whether to count the bytes of members that stay in the receive buffer in a local <c>inPlace</c>.</param>
    /// <param name="other">What to do with the name of any other member; null: nothing.</param>
    private static void FindTexts(CodeWriter code, IReadOnlyList<CodeMember> members, bool counting, string? other)
    {
        foreach (CodeMember member in members)
        {
            code.Line($"ReadOnlySpan<byte> {Names.Local(member.Name)}Text = default;");
        }

        code.Line("var members = new ObjectReader(text);");
        code.Open("while (members.Read())");
        code.Line("ReadOnlySpan<byte> name = members.Name;");
        string keyword = "if";
        foreach (CodeMember member in members)
        {
            code.Open($"{keyword} (name.SequenceEqual(\"{member.WireName}\"u8))");
            code.Line($"{Names.Local(member.Name)}Text = members.Value;");
            if (counting && member.ArgumentType.IsInPlace)
            {
                code.Line("inPlace += members.Value.Length;");
            }

            code.Close();
            keyword = "else if";
        }

        if (other is not null)
        {
            code.Open("else");
            code.Line(other);
            code.Close();
        }

        code.Close();
    }

    /// <summary>Prints the statements that read the members, in schema order, into locals named <c>…Value</c>.</summary>
    /// <param name="code">Where to print.</param>
    /// <param name="members">The members.</param>
    /// <param name="unknown">What becomes of unknown members further in.</param>
    /// <param name="inPlace">Whether base64 stays in the receive buffer.</param>
    private void ReadTexts(CodeWriter code, IReadOnlyList<CodeMember> members, string unknown, bool inPlace)
    {
        foreach (CodeMember member in members)
        {
            CodeType type = inPlace ? member.ArgumentType : member.Type;
            string local = Names.Local(member.Name);
            bool assigned = member.Optional && type.IsValueType;
            code.Line();
            if (member.Optional)
            {
                code.Line($"{type.Name}{(type.IsInPlace ? "" : "?")} {local}Value = {(type.IsInPlace ? "default" : "null")};");
                code.Open($"if (!{local}Text.IsEmpty)");
            }
            else
            {
                code.Open($"if ({local}Text.IsEmpty)");
                code.Line($"return ReadFault.Missing(\"{member.WireName}\");");
                code.Close();
                code.Line();
            }

            string target = member.Optional ? (assigned ? $"out {type.Name} {local}Read" : $"out {local}Value") : $"out {type.Name} {local}Value";
            code.Open($"if ({ReadCall(type, $"{local}Text", unknown, target)} is {{ }} {local}Fault)");
            code.Line($"return {local}Fault.InMember(\"{member.WireName}\");");
            code.Close();
            if (assigned)
            {
                code.Line();
                code.Line($"{local}Value = {local}Read;");
            }

            if (member.Optional)
            {
                code.Close();
            }
        }
    }

    private static string Initializers(IEnumerable<CodeMember> members) =>
        string.Join("\n", members.Select(member => $"    {member.Name} = {Names.Local(member.Name)}Value,"));

    /// <summary>Prints the reading of a whole object on top of <c>ReadMembers</c> and <c>HasMember</c>.</summary>
    private static void ReadObject(CodeWriter code, string name)
    {
        code.Summary("Reads one out of a sound text.");
        code.Line(
            $$"""
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
            """);
    }

    private static void WriteObject(CodeWriter code, string name)
    {
        code.Summary("Writes one.");
        code.Line(
            $$"""
            /// <param name="writer">Where it goes.</param>
            /// <param name="value">What to write.</param>
            public static void Write(ref JsonWriter writer, {{name}} value)
            {
                writer.StartObject();
                WriteMembers(ref writer, value);
                writer.EndObject();
            }
            """);
    }

    private static string AnyName(IEnumerable<CodeMember> members) =>
        string.Join(" || ", members.Select(member => $"name.SequenceEqual(\"{member.WireName}\"u8)").DefaultIfEmpty("false"));
}
