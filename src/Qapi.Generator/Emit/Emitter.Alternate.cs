using Qapi.Generator.Model;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    /// <summary>An alternate: an abstract record, and a nested one for each kind.</summary>
    public string Alternate(AlternateModel model)
    {
        string[] nested = [.. model.Branches.Select(branch => branch.Name)];
        AlternateBranchModel[] branches = [.. model.Branches.Select(branch => branch with { Type = Past(nested, branch.Type) })];
        return ContractFile(Template.Print(
            $$"""
            {{Doc("summary", model.Summary)}}
            public abstract record {{model.Name}}
            {
                private {{model.Name}}()
                {
                }

                {{Template.Blocks(branches.Where(branch => branch.Type.Kind != TypeKind.List).Select(branch => AlternateConversion(model, branch)))}}

                /// <summary>Reads one from validated JSON text.</summary>
                /// <param name="text">The value.</param>
                /// <param name="unknown">What becomes of members that are not in the schema.</param>
                /// <param name="value">What was read; not to be used after a fault.</param>
                /// <returns>The fault; null if there is none.</returns>
                public static ReadFault? Read(ReadOnlySpan<byte> text, UnknownMembers unknown, out {{model.Name}} value)
                {
                    value = null!;
                    switch (JsonText.KindOf(text))
                    {
                        {{Template.Lines(branches.Select(AlternateRead))}}
                        default:
                        {
                            return ReadFault.WrongType("{{model.WireName}}");
                        }
                    }
                }

                /// <summary>Writes one.</summary>
                /// <param name="writer">Where it goes.</param>
                /// <param name="value">What to write.</param>
                public static void Write(ref JsonWriter writer, {{model.Name}} value)
                {
                    switch (value)
                    {
                        {{Template.Lines(branches.Select(AlternateWrite))}}
                    }
                }

                {{Template.Blocks(branches.Select(branch => AlternateRecord(model, branch)))}}
            }
            """));
    }

    private static string AlternateConversion(AlternateModel model, AlternateBranchModel branch) => Template.Print(
        $$"""
        {{Doc("summary", branch.Summary)}}
        /// <param name="value">The value.</param>
        public static implicit operator {{model.Name}}({{branch.Type.Name}} value) => new {{branch.Name}}(value);
        """);

    private string AlternateRead(AlternateBranchModel branch) =>
        $$"""
        case JsonKind.{{branch.Type.JsonKind}}:
        {
            if ({{ReadCall(branch.Type, "text", "unknown", $"out {branch.Type.Name} content{branch.Name}")}} is { } fault{{branch.Name}})
            {
                return fault{{branch.Name}};
            }

            value = new {{branch.Name}}(content{{branch.Name}});
            return null;
        }
        """;

    private string AlternateWrite(AlternateBranchModel branch) => Template.Print(
        $$"""
        case {{branch.Name}} content{{branch.Name}}:
        {
            {{WriteValue(branch.Type, $"content{branch.Name}.Content")}}
            break;
        }
        """);

    private static string AlternateRecord(AlternateModel model, AlternateBranchModel branch) => Template.Print(
        $$"""
        {{Doc("summary", branch.Summary)}}
        /// <param name="Content">The value.</param>
        public sealed record {{branch.Name}}({{branch.Type.Name}} Content) : {{model.Name}};
        """);
}
