using System.Text;
using Qapi.Model;

namespace Qapi.Tests;

/// <summary>Writes a schema's model as text, everything in it.</summary>
internal static class ModelText
{
    public static string Of(Schema schema)
    {
        var text = new StringBuilder();
        text.AppendLine($"modules: {string.Join(", ", schema.Modules.Select(module => module.Name))}");
        foreach (Definition definition in schema.Definitions)
        {
            text.AppendLine().AppendLine($"{Head(definition)}{Tail(definition.If, definition.Features)}");
            text.AppendLine($"  at {definition.Location.File}:{definition.Location.Line} in {definition.Module.Name}");
            AppendBody(text, definition);
            AppendDocumentation(text, definition.Documentation);
        }

        return text.ToString();
    }

    private static string Head(Definition definition) => definition switch
    {
        EnumDefinition => $"enum {definition.Name}",
        StructDefinition type => $"struct {type.Name}{Base(type.Base)}",
        UnionDefinition union => $"union {union.Name}{Base(union.Base)} by {union.Discriminator}",
        AlternateDefinition => $"alternate {definition.Name}",
        CommandDefinition command => $"command {command.Name}{Payload(command.Arguments)}{Returns(command)}{Flags(command)}",
        EventDefinition @event => $"event {@event.Name}{Payload(@event.Data)}",
        _ => throw new ArgumentException($"{definition.GetType()} is new"),
    };

    private static void AppendBody(StringBuilder text, Definition definition)
    {
        IEnumerable<string> lines = definition switch
        {
            EnumDefinition type => type.Values.Select(value => value.Name + Tail(value.If, value.Features)),
            StructDefinition type => type.Members.Select(Line),
            UnionDefinition union => union.Members.Select(Line).Concat(union.Branches.Select(Line)),
            AlternateDefinition alternate => alternate.Branches.Select(Line),
            CommandDefinition command => command.Arguments.Members.Select(Line),
            EventDefinition @event => @event.Data.Members.Select(Line),
            _ => [],
        };
        foreach (string line in lines)
        {
            text.AppendLine($"  {line}");
        }
    }

    private static void AppendDocumentation(StringBuilder text, Documentation? documentation)
    {
        if (documentation is null)
        {
            return;
        }

        text.AppendLine($"  documentation: {Quote(documentation.Body)}, since {documentation.Since ?? "no release"}");
        foreach (DocumentedName member in documentation.Members)
        {
            text.AppendLine($"    @{member.Name} {Quote(member.Text)}");
        }

        foreach (DocumentedName feature in documentation.Features)
        {
            text.AppendLine($"    feature @{feature.Name} {Quote(feature.Text)}");
        }

        foreach (DocumentationSection section in documentation.Sections)
        {
            text.AppendLine($"    section {(section.Tag.Length == 0 ? "without tag" : section.Tag)} {Quote(section.Text)}");
        }
    }

    private static string Line(Member member) =>
        $"{member.Name}{(member.Optional ? "?" : "")}: {Type(member.Type)}{Tail(member.If, member.Features)}";

    private static string Line(Branch branch) => $"= {branch.Name}: {Type(branch.Type)}{Tail(branch.If, default)}";

    private static string Base(string? name) => name is null ? "" : $" : {name}";

    private static string Payload(Payload payload) =>
        (payload.Type is null ? "" : $" ({payload.Type})") + (payload.Boxed ? " boxed" : "");

    private static string Returns(CommandDefinition command) => command.Returns is null ? "" : $" -> {Type(command.Returns)}";

    private static string Flags(CommandDefinition command) =>
        (command.SuccessResponse ? "" : " no-success-response") + (command.Gen ? "" : " no-gen") + (command.AllowOob ? " allow-oob" : "")
        + (command.AllowPreconfig ? " allow-preconfig" : "") + (command.Coroutine ? " coroutine" : "");

    private static string Type(TypeReference type) => type switch
    {
        BuiltinReference builtin => builtin.Name,
        ArrayReference array => $"[{Type(array.Element)}]",
        NamedReference named => $"<{named.Name}>",
        _ => throw new ArgumentException($"{type.GetType()} is new"),
    };

    private static string Tail(Condition? condition, EquatableArray<Feature> features) =>
        (condition is null ? "" : $" if {If(condition)}")
        + (features.Count == 0 ? "" : " features ")
        + string.Join(", ", features.Select(feature => feature.Name + Tail(feature.If, default)));

    private static string If(Condition condition) => condition switch
    {
        SymbolCondition symbol => symbol.Name,
        AllCondition all => $"({string.Join(" and ", all.Conditions.Select(If))})",
        AnyCondition any => $"({string.Join(" or ", any.Conditions.Select(If))})",
        NotCondition not => $"not {If(not.Operand)}",
        _ => throw new ArgumentException($"{condition.GetType()} is new"),
    };

    private static string Quote(string text) => $"\"{text.Replace("\n", "|", StringComparison.Ordinal)}\"";
}
