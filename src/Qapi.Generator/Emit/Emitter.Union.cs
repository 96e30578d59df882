using Qapi.Generator.Model;
using Qapi.Generator.Planning;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>A union: an abstract record with what is always there, and a nested one for each value of the discriminator that adds something.</summary>
    public string Union(UnionModel model)
    {
        string[] nested = ["Plain", .. model.Branches.Select(branch => branch.Name)];
        model = model with
        {
            Members = new(model.Members.Select(member => member with { Type = Past(nested, member.Type) })),
            Discriminator = model.Discriminator with { Type = Past(nested, model.Discriminator.Type) },
            Branches = new(model.Branches.Select(branch => branch with { Content = Past(nested, branch.Content) })),
        };
        CodeMember discriminator = model.Discriminator;
        CodeWriter code = ContractFile();
        code.Summary(model.Summary);
        code.Open($"public abstract record {model.Name}");
        code.Line($"private {model.Name}()\n{{\n}}");
        code.Summary(discriminator.Summary);
        code.Line($"public abstract {discriminator.Type.Name} {discriminator.Name} {{ get; }}");
        foreach (CodeMember member in model.Members)
        {
            Property(code, member);
        }

        ReadObject(code, model.Name);
        WriteObject(code, model.Name);
        code.Line();
        UnionReadMembers(code, model);
        code.Line();
        UnionWriteMembers(code, model);
        code.Line();
        code.Line(
            $"""
            internal bool HasMember(ReadOnlySpan<byte> name) =>
                {AnyName([discriminator, .. model.Members])} || HasBranchMember(name);

            internal abstract void WriteBranch(ref JsonWriter writer);

            internal abstract bool HasBranchMember(ReadOnlySpan<byte> name);
            """);
        foreach (UnionBranchModel branch in model.Branches)
        {
            UnionBranch(code, model, branch);
        }

        if (model.Plain.Count > 0)
        {
            UnionPlain(code, model);
        }

        code.Close();
        return code.ToString();
    }

    private void UnionReadMembers(CodeWriter code, UnionModel model)
    {
        CodeMember discriminator = model.Discriminator;
        string kind = $"{Names.Local(discriminator.Name)}Value";
        CodeMember[] all = [discriminator, .. model.Members];
        code.Open($"internal static ReadFault? ReadMembers(ReadOnlySpan<byte> text, UnknownMembers unknown, out {model.Name} value)");
        code.Line("value = null!;");
        FindTexts(code, all, counting: false, other: null);
        ReadTexts(code, all, "unknown", inPlace: false);
        code.Line();
        code.Open($"switch ({kind})");
        foreach (UnionBranchModel branch in model.Branches)
        {
            string content = $"content{branch.Value}";
            code.Open($"case {Qualified(discriminator.Type)}.{branch.Value}:");
            code.Open($"if ({Qualified(branch.Content)}.ReadMembers(text, unknown, out {branch.Content.Name} {content}) is {{ }} fault{branch.Value})");
            code.Line($"return fault{branch.Value};");
            code.Close();
            code.Line();
            code.Line($"value = new {branch.Name}\n{{\n{Initializers(model.Members)}\n    Content = {content},\n}};");
            code.Line("return null;");
            code.Close();
        }

        code.Open("default:");
        code.Line(
            model.Plain.Count > 0
                ? $"value = new Plain({kind})\n{{\n{Initializers(model.Members)}\n}};\nreturn null;"
                : $"throw new InvalidOperationException(\"The reader of {discriminator.Type.Name} gave a value that is not one of its own.\");");
        code.Close();
        code.Close();
        code.Close();
    }

    private void UnionWriteMembers(CodeWriter code, UnionModel model)
    {
        code.Open($"internal static void WriteMembers(ref JsonWriter writer, {model.Name} value)");
        code.Line(WriteMembers([model.Discriminator, .. model.Members], member => $"value.{member.Name}"));
        code.Line("value.WriteBranch(ref writer);");
        code.Close();
    }

    private void UnionBranch(CodeWriter code, UnionModel model, UnionBranchModel branch)
    {
        code.Summary(branch.Summary);
        code.Open($"public sealed record {branch.Name} : {model.Name}");
        code.Element("inheritdoc", "");
        code.Line($"public override {model.Discriminator.Type.Name} {model.Discriminator.Name} => {Qualified(model.Discriminator.Type)}.{branch.Value};");
        code.Summary("What this value of the discriminator adds.");
        code.Line($"public required {branch.Content.Name} Content {{ get; init; }}");
        code.Line();
        code.Line($"internal override void WriteBranch(ref JsonWriter writer) => {Qualified(branch.Content)}.WriteMembers(ref writer, Content);");
        code.Line();
        code.Line("internal override bool HasBranchMember(ReadOnlySpan<byte> name) => Content.HasMember(name);");
        code.Close();
    }

    private static void UnionPlain(CodeWriter code, UnionModel model)
    {
        CodeMember discriminator = model.Discriminator;
        code.Summary("Any value of the discriminator that adds nothing.");
        code.Open($"public sealed record Plain : {model.Name}");
        code.Element("summary", "One of those values.");
        code.Element("param name=\"kind\"", $"Which: {string.Join(", ", model.Plain.Select(value => $"<see cref=\"{discriminator.Type.Name}.{value}\"/>"))}.");
        code.Line($"public Plain({discriminator.Type.Name} kind) => {discriminator.Name} = kind;");
        code.Line();
        code.Element("inheritdoc", "");
        code.Line($"public override {discriminator.Type.Name} {discriminator.Name} {{ get; }}");
        code.Line(
            """

            internal override void WriteBranch(ref JsonWriter writer)
            {
            }

            internal override bool HasBranchMember(ReadOnlySpan<byte> name) => false;
            """);
        code.Close();
    }
}
