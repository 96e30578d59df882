using System.Text;
using Qapi.Generator.Model;
using Qapi.Model;

namespace Qapi.Generator.Emit;

internal sealed partial record Emitter
{
    private const string Cataloguing = "Qapi.Runtime.Cataloguing";

    /// <summary>What the schema says, as data.</summary>
    public string Catalog(CatalogModel model) => File(Namespace, ["System.Collections.Generic", Cataloguing], Template.Print(
        $$"""
        /// <summary>What the schema says of its commands and types.</summary>
        internal static class CommandCatalog
        {
            private static readonly CatalogCommand[] s_commands =
            {
                {{Template.Lines(model.Commands.Select(CatalogCommand))}}
            };

            private static readonly CatalogType[] s_types =
            {
                {{Template.Lines(model.Types.Select(CatalogType))}}
            };

            /// <summary>All commands, in schema order.</summary>
            public static IReadOnlyList<CatalogCommand> Commands => s_commands;

            /// <summary>All types that the schema defines, in schema order.</summary>
            public static IReadOnlyList<CatalogType> Types => s_types;

            /// <summary>Finds a command.</summary>
            /// <param name="name">Its name; case matters.</param>
            /// <returns>The command; null if there is none of that name.</returns>
            public static CatalogCommand? FindCommand(string name) => global::System.Array.Find(s_commands, command => command.Name == name);

            /// <summary>Finds a type.</summary>
            /// <param name="name">Its name; case matters.</param>
            /// <returns>The type; null if there is none of that name.</returns>
            public static CatalogType? FindType(string name) => global::System.Array.Find(s_types, type => type.Name == name);
        }
        """));

    private static string CatalogCommand(CatalogCommandModel model) => Template.Print(
        $$"""
        new({{Literal(model.Name)}})
        {
            Module = {{Literal(model.Module)}},
            Text = {{Literal(model.Text)}},
            {{CatalogList("Arguments", model.Arguments)}}
            {{Property("Returns", model.Returns)}}
            {{Property("ReturnsText", model.ReturnsText)}}
            {{Property("Since", model.Since)}}
            {{(model.Features.Count == 0 ? "" : $"Features = {Literals(model.Features)},")}}
            {{Property("Condition", model.Condition)}}
            {{(model.IsAnswered ? "" : "IsAnswered = false,")}}
            {{(model.HasOpenArguments ? "HasOpenArguments = true," : "")}}
        },
        """);

    private static string CatalogType(CatalogTypeModel model) => Template.Print(
        $$"""
        new({{Literal(model.Name)}}, CatalogKind.{{model.Kind}})
        {
            Text = {{Literal(model.Text)}},
            {{CatalogList("Members", model.Members)}}
            {{Property("Discriminator", model.Discriminator)}}
            {{CatalogList("Branches", model.Branches)}}
            {{Property("Since", model.Since)}}
            {{Property("Condition", model.Condition)}}
        },
        """);

    private static string CatalogList(string name, EquatableArray<CatalogMemberModel> members) => members.Count == 0 ? "" : Template.Print(
        $$"""
        {{name}} = new CatalogMember[]
        {
            {{Template.Lines(members.Select(CatalogMember))}}
        },
        """);

    private static string CatalogMember(CatalogMemberModel model)
    {
        string type = model.Type.Length == 0 ? "" : $", {Literal(model.Type)}";
        string optional = model.IsOptional ? ", IsOptional: true" : "";
        string text = model.Text.Length == 0 ? "" : $", Text: {Literal(model.Text)}";
        string[] more =
        [
            .. model.Features.Count == 0 ? Array.Empty<string>() : [$"Features = {Literals(model.Features)}"],
            .. model.Condition is null ? Array.Empty<string>() : [$"Condition = {Literal(model.Condition)}"],
        ];
        return $"new({Literal(model.Name)}{type}{optional}{text}){(more.Length == 0 ? "" : $" {{ {string.Join(", ", more)} }}")},";
    }

    private static string Property(string name, string? value) => value is null ? "" : $"{name} = {Literal(value)},";

    private static string Literals(EquatableArray<string> values) => $"new[] {{ {string.Join(", ", values.Select(Literal))} }}";

    private static string Literal(string text)
    {
        var literal = new StringBuilder("\"", text.Length + 2);
        foreach (char one in text)
        {
            literal.Append(one switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                < ' ' or '\u007F' or '\u0085' or '\u2028' or '\u2029' => $"\\u{(int)one:X4}",
                _ => one.ToString(),
            });
        }

        return literal.Append('"').ToString();
    }
}
