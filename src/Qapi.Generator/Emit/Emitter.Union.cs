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
        CodeMember[] members = [discriminator, .. model.Members];
        return ContractFile(Template.Print(
            $$"""
            {{Doc("summary", model.Summary)}}
            public abstract record {{model.Name}}
            {
                private {{model.Name}}()
                {
                }

                {{Doc("summary", discriminator.Summary)}}
                public abstract {{discriminator.Type.Name}} {{discriminator.Name}} { get; }

                {{Template.Blocks([.. model.Members.Select(Property), ReadAndWriteObject(model.Name)])}}

                internal static ReadFault? ReadMembers(ReadOnlySpan<byte> text, UnknownMembers unknown, out {{model.Name}} value)
                {
                    value = null!;
                    {{FindTexts(members, found: _ => "", other: "")}}

                    {{ReadTexts(members, member => member.Type, "unknown")}}

                    switch ({{Names.Local(discriminator.Name)}}Value)
                    {
                        {{Template.Lines(model.Branches.Select(branch => UnionReadBranch(model, branch)))}}
                        default:
                        {
                            {{(model.Plain.Count > 0 ? UnionReadPlain(model) : UnionReadNothing(model))}}
                        }
                    }
                }

                internal static void WriteMembers(ref JsonWriter writer, {{model.Name}} value)
                {
                    {{WriteMembers(members, member => $"value.{member.Name}")}}
                    value.WriteBranch(ref writer);
                }

                internal bool HasMember(ReadOnlySpan<byte> name) =>
                    {{AnyName(members)}} || HasBranchMember(name);

                internal abstract void WriteBranch(ref JsonWriter writer);

                internal abstract bool HasBranchMember(ReadOnlySpan<byte> name);

                {{Template.Blocks([.. model.Branches.Select(branch => UnionBranch(model, branch)), model.Plain.Count > 0 ? UnionPlain(model) : ""])}}
            }
            """));
    }

    private string UnionReadBranch(UnionModel model, UnionBranchModel branch) => Template.Print(
        $$"""
        case {{Qualified(model.Discriminator.Type)}}.{{branch.Value}}:
        {
            if ({{Qualified(branch.Content)}}.ReadMembers(text, unknown, out {{branch.Content.Name}} content{{branch.Value}}) is { } fault{{branch.Value}})
            {
                return fault{{branch.Value}};
            }

            value = new {{branch.Name}}
            {
                {{Initializers(model.Members)}}
                Content = content{{branch.Value}},
            };
            return null;
        }
        """);

    private static string UnionReadPlain(UnionModel model) => Template.Print(
        $$"""
        value = new Plain({{Names.Local(model.Discriminator.Name)}}Value)
        {
            {{Initializers(model.Members)}}
        };
        return null;
        """);

    private static string UnionReadNothing(UnionModel model) =>
        $"""throw new InvalidOperationException("The reader of {model.Discriminator.Type.Name} gave a value that is not one of its own.");""";

    private string UnionBranch(UnionModel model, UnionBranchModel branch) => Template.Print(
        $$"""
        {{Doc("summary", branch.Summary)}}
        public sealed record {{branch.Name}} : {{model.Name}}
        {
            /// <inheritdoc></inheritdoc>
            public override {{model.Discriminator.Type.Name}} {{model.Discriminator.Name}} => {{Qualified(model.Discriminator.Type)}}.{{branch.Value}};

            /// <summary>What this value of the discriminator adds.</summary>
            public required {{branch.Content.Name}} Content { get; init; }

            internal override void WriteBranch(ref JsonWriter writer) => {{Qualified(branch.Content)}}.WriteMembers(ref writer, Content);

            internal override bool HasBranchMember(ReadOnlySpan<byte> name) => Content.HasMember(name);
        }
        """);

    private static string UnionPlain(UnionModel model)
    {
        CodeMember discriminator = model.Discriminator;
        string values = string.Join(", ", model.Plain.Select(value => $"<see cref=\"{discriminator.Type.Name}.{value}\"/>"));
        return
            $$"""
            /// <summary>Any value of the discriminator that adds nothing.</summary>
            public sealed record Plain : {{model.Name}}
            {
                /// <summary>One of those values.</summary>
                /// <param name="kind">Which: {{values}}.</param>
                public Plain({{discriminator.Type.Name}} kind) => {{discriminator.Name}} = kind;

                /// <inheritdoc></inheritdoc>
                public override {{discriminator.Type.Name}} {{discriminator.Name}} { get; }

                internal override void WriteBranch(ref JsonWriter writer)
                {
                }

                internal override bool HasBranchMember(ReadOnlySpan<byte> name) => false;
            }
            """;
    }
}
