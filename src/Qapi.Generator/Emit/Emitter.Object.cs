using Qapi.Generator.Model;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>A struct, or what an event carries.</summary>
    public string Object(ObjectModel model)
    {
        CodeWriter code = ContractFile();
        code.Summary(model.Summary);
        code.Open($"public sealed record {model.Name}");
        foreach (CodeMember member in model.Members)
        {
            Property(code, member);
        }

        ReadObject(code, model.Name);
        WriteObject(code, model.Name);
        code.Line();
        code.Open($"internal static ReadFault? ReadMembers(ReadOnlySpan<byte> text, UnknownMembers unknown, out {model.Name} value)");
        code.Line("value = null!;");
        if (model.Members.Count > 0)
        {
            FindTexts(code, model.Members, counting: false, other: null);
            ReadTexts(code, model.Members, "unknown", inPlace: false);
        }

        code.Line();
        code.Line($"value = new {model.Name}\n{{\n{Initializers(model.Members)}\n}};");
        code.Line("return null;");
        code.Close();
        code.Line();
        code.Open($"internal static void WriteMembers(ref JsonWriter writer, {model.Name} value)");
        if (model.Members.Count > 0)
        {
            code.Line(WriteMembers(model.Members, member => $"value.{member.Name}"));
        }

        code.Close();
        code.Line();
        code.Line($"internal bool HasMember(ReadOnlySpan<byte> name) => {AnyName(model.Members)};");
        code.Close();
        return code.ToString();
    }
}
