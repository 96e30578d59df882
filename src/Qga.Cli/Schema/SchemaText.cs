using Qapi.Runtime.Cataloguing;

namespace Qga.Cli.Schema;

/// <summary>The schema's documentation as text for a terminal.</summary>
internal static class SchemaText
{
    private const string Indent = "    ";

    /// <summary>The documentation of a command.</summary>
    public static IEnumerable<string> Of(CatalogCommand command, int width)
    {
        string arguments = string.Concat(command.Arguments.Select(argument => argument.IsOptional ? $" [{argument.Name}=...]" : $" {argument.Name}=..."));
        IEnumerable<string> lines = [$"{command.Name}{arguments}", "", .. Wrap(command.Text, width, "")];
        if (command.Arguments.Count > 0)
        {
            lines = [.. lines, "", "Arguments:", .. Members(command.Arguments, width)];
        }

        lines = [.. lines, "", .. Wrap(Result(command), width, "")];
        IEnumerable<string> types = command.Arguments.Select(argument => argument.Type).Append(command.Returns ?? "");
        lines = [.. lines, .. types.SelectMany(Named).Distinct().SelectMany(type => (IEnumerable<string>)["", .. Of(type, width)])];
        return [.. lines, "", .. Facts(command.Since, command.Condition, command.Features)];
    }

    /// <summary>The documentation of a type.</summary>
    public static IEnumerable<string> Of(CatalogType type, int width)
    {
        IEnumerable<string> lines = [.. Wrap($"{type.Name}, {KindOf(type)}: {type.Text}", width, ""), .. Members(type.Members, width)];
        return
        [
            .. lines,
            .. type.Branches.SelectMany(branch => (IEnumerable<string>)
                [$"  with {type.Discriminator} {branch.Name}:", .. CommandCatalog.FindType(branch.Type) is CatalogType added
                    ? Members(added.Members, width) : []]),
        ];
    }

    /// <summary>Breaks text into lines.</summary>
    /// <param name="text">The text; an empty line parts its paragraphs.</param>
    /// <param name="width">How many characters a line may have.</param>
    /// <param name="indent">What each line begins with.</param>
    public static IEnumerable<string> Wrap(string text, int width, string indent)
    {
        foreach (string paragraph in text.Split('\n'))
        {
            string line = indent;
            foreach (string word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.Length > indent.Length && line.Length + word.Length + 1 > width)
                {
                    yield return line;
                    line = indent;
                }

                line += line.Length > indent.Length ? $" {word}" : word;
            }

            yield return line.TrimEnd();
        }
    }

    /// <summary>What kind of type it is, for people.</summary>
    public static string KindOf(CatalogType type) => type.Kind switch
    {
        CatalogKind.Enum => "one of these names",
        CatalogKind.Alternate => "one of these types",
        _ => "an object",
    };

    /// <summary>The type of a member, with what else is to be known of its value.</summary>
    public static string TypeOf(CatalogMember member) =>
        $"{TypeName.ForPeople(member.Type)}{(member.Features.Contains("base64") ? ", base64" : "")}{(member.IsOptional ? ", optional" : "")}";

    /// <summary>What a command returns, in a sentence or two.</summary>
    public static string Result(CatalogCommand command) => (command.Returns, command.IsAnswered) switch
    {
        (string type, _) => $"Returns {TypeName.ForPeople(type)}{(command.ReturnsText is null ? "" : $": {command.ReturnsText}")}",
        (_, false) => "The agent answers only if it fails.",
        _ => "Returns nothing.",
    };

    private static IEnumerable<string> Members(IReadOnlyList<CatalogMember> members, int width)
    {
        foreach (CatalogMember member in members)
        {
            string type = member.Type.Length == 0 ? "" : $" ({TypeOf(member)})";
            string condition = member.Condition is null ? "" : $" [{member.Condition}]";
            yield return $"  {member.Name}{type}{condition}";
            foreach (string line in member.Text.Length == 0 ? [] : Wrap(member.Text, width, $"  {Indent}"))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<CatalogType> Named(string type) =>
        CommandCatalog.FindType(TypeName.ElementOf(type) ?? type) is CatalogType found
            ? [found, .. found.Members.Where(member => member.Type != type).SelectMany(member => Named(member.Type))]
            : [];

    /// <summary>When the command came, and what else holds of it.</summary>
    public static IEnumerable<string> Facts(string? since, string? condition, IReadOnlyList<string> features)
    {
        yield return $"Since: {since ?? "unknown"}";
        if (condition is not null)
        {
            yield return $"Only where: {condition}";
        }

        if (features.Contains("slow"))
        {
            yield return "May take longer than a minute.";
        }

        if (features.Contains("frozen"))
        {
            yield return "May be called while file systems are frozen.";
        }
    }
}
