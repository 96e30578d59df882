using Qapi.Generator.Model;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>A struct, or what an event carries.</summary>
    public string Object(ObjectModel model) => ContractFile(Template.Print(
        $$"""
        {{Doc("summary", model.Summary)}}
        public sealed record {{model.Name}}
        {
            {{Template.Blocks([.. model.Members.Select(Property), ReadAndWriteObject(model.Name)])}}

            internal static ReadFault? ReadMembers(ReadOnlySpan<byte> text, UnknownMembers unknown, out {{model.Name}} value)
            {
                {{Template.Blocks([$"value = null!;\n{ReadMembers(model)}".TrimEnd(), ObjectValue(model)])}}
            }

            internal static void WriteMembers(ref JsonWriter writer, {{model.Name}} value)
            {
                {{WriteMembers(model.Members, member => $"value.{member.Name}")}}
            }

            internal bool HasMember(ReadOnlySpan<byte> name) => {{AnyName(model.Members)}};
        }
        """));

    private string ReadMembers(ObjectModel model) => model.Members.Count == 0 ? "" : Template.Print(
        $$"""
        {{FindTexts(model.Members, found: _ => "", other: "")}}

        {{ReadTexts(model.Members, member => member.Type, "unknown")}}
        """);

    private static string ObjectValue(ObjectModel model) => Template.Print(
        $$"""
        value = new {{model.Name}}
        {
            {{Initializers(model.Members)}}
        };
        return null;
        """);
}
