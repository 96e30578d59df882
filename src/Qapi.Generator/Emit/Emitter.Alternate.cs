using Qapi.Generator.Model;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>An alternate: an abstract record, and a nested one for each kind.</summary>
    public string Alternate(AlternateModel model)
    {
        string[] nested = [.. model.Branches.Select(branch => branch.Name)];
        model = model with { Branches = new(model.Branches.Select(branch => branch with { Type = Past(nested, branch.Type) })) };
        CodeWriter code = ContractFile();
        code.Summary(model.Summary);
        code.Open($"public abstract record {model.Name}");
        code.Line($"private {model.Name}()\n{{\n}}");
        foreach (AlternateBranchModel branch in model.Branches.Where(branch => branch.Type.Kind != TypeKind.List))
        {
            code.Summary(branch.Summary);
            code.Element("param name=\"value\"", "The value.");
            code.Line($"public static implicit operator {model.Name}({branch.Type.Name} value) => new {branch.Name}(value);");
        }

        AlternateRead(code, model);
        AlternateWrite(code, model);
        foreach (AlternateBranchModel branch in model.Branches)
        {
            code.Summary(branch.Summary);
            code.Element("param name=\"Content\"", "The value.");
            code.Line($"public sealed record {branch.Name}({branch.Type.Name} Content) : {model.Name};");
        }

        code.Close();
        return code.ToString();
    }

    private void AlternateRead(CodeWriter code, AlternateModel model)
    {
        code.Summary("Reads one out of a sound text.");
        code.Element("param name=\"text\"", "The value.");
        code.Element("param name=\"unknown\"", "What becomes of members that are not in the schema.");
        code.Element("param name=\"value\"", "What was read; not to be used after a fault.");
        code.Element("returns", "The fault; null if there is none.");
        code.Open($"public static ReadFault? Read(ReadOnlySpan<byte> text, UnknownMembers unknown, out {model.Name} value)");
        code.Line("value = null!;");
        code.Open("switch (JsonText.KindOf(text))");
        foreach (AlternateBranchModel branch in model.Branches)
        {
            string local = $"content{branch.Name}";
            code.Open($"case JsonKind.{branch.Type.JsonKind}:");
            code.Open($"if ({ReadCall(branch.Type, "text", "unknown", $"out {branch.Type.Name} {local}")} is {{ }} fault{branch.Name})");
            code.Line($"return fault{branch.Name};");
            code.Close();
            code.Line();
            code.Line($"value = new {branch.Name}({local});");
            code.Line("return null;");
            code.Close();
        }

        code.Open("default:");
        code.Line($"return ReadFault.WrongType(\"{model.WireName}\");");
        code.Close();
        code.Close();
        code.Close();
    }

    private void AlternateWrite(CodeWriter code, AlternateModel model)
    {
        code.Summary("Writes one.");
        code.Element("param name=\"writer\"", "Where it goes.");
        code.Element("param name=\"value\"", "What to write.");
        code.Open($"public static void Write(ref JsonWriter writer, {model.Name} value)");
        code.Open("switch (value)");
        foreach (AlternateBranchModel branch in model.Branches)
        {
            string local = $"content{branch.Name}";
            code.Open($"case {branch.Name} {local}:");
            code.Line(WriteValue(branch.Type, $"{local}.Content"));
            code.Line("break;");
            code.Close();
        }

        code.Close();
        code.Close();
    }
}
