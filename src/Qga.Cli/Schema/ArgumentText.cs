using System.Globalization;
using System.Text.Json.Nodes;
using Qapi.Runtime.Cataloguing;
using Qga.Cli.Failures;

namespace Qga.Cli.Schema;

/// <summary>Makes a command's arguments of what a user typed: <c>key=value</c> words, or one JSON object.</summary>
internal static class ArgumentText
{
    /// <summary>Makes the arguments. Of a command that the schema knows each value gets the type that the schema says.</summary>
    /// <param name="command">The command; null: the schema does not know it, and values are texts.</param>
    /// <param name="words">
    /// Words of the form <c>key=value</c>, where a key that is repeated makes a list, or <c>key:=JSON</c>; or one that is a JSON object; or none.
    /// </param>
    /// <returns>The arguments; null: none.</returns>
    /// <exception cref="UsageException">A word is wrong.</exception>
    public static JsonObject? Read(CatalogCommand? command, IReadOnlyList<string> words)
    {
        if (words is [['{', ..] only])
        {
            return ParseJson(only, "the arguments") as JsonObject ?? throw new UsageException("the arguments are not a JSON object");
        }

        JsonObject arguments = [];
        foreach (string word in words)
        {
            Add(arguments, command, word);
        }

        return arguments.Count == 0 ? null : arguments;
    }

    private static void Add(JsonObject arguments, CatalogCommand? command, string word)
    {
        int sign = word.IndexOf('=', StringComparison.Ordinal);
        if (sign <= 0)
        {
            throw new UsageException($"'{word}' is not of the form key=value; a JSON object must be the only word");
        }

        string value = word[(sign + 1)..];
        bool isJson = word[sign - 1] == ':';
        string key = word[..(isJson ? sign - 1 : sign)];
        string type = command?.Arguments.FirstOrDefault(argument => argument.Name == key)?.Type ?? "";
        JsonNode? node = isJson ? ParseJson(value, $"'{key}'") : ValueOf(type, key, value);
        if (TypeName.ElementOf(type) is not null && node is not JsonArray)
        {
            node = new JsonArray(node);
        }

        if (!arguments.ContainsKey(key))
        {
            arguments.Add(key, node);
        }
        else if (arguments[key] is JsonArray list && node is JsonArray more)
        {
            foreach (JsonNode? item in more.ToArray())
            {
                more.Remove(item);
                list.Add(item);
            }
        }
        else
        {
            throw new UsageException($"'{key}' is given twice and is no list");
        }
    }

    private static JsonNode? ValueOf(string type, string key, string text)
    {
        if (TypeName.ElementOf(type) is string element)
        {
            return text.StartsWith('[') ? ParseJson(text, $"'{key}'") : ValueOf(element, key, text);
        }

        if (TypeName.IsInteger(type))
        {
            return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong natural) ? JsonValue.Create(natural)
                : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer) ? JsonValue.Create(integer)
                : throw new UsageException($"'{key}' takes an integer, not '{text}'");
        }

        return type switch
        {
            "bool" => JsonValue.Create(text switch
            {
                "true" => true,
                "false" => false,
                _ => throw new UsageException($"'{key}' takes true or false, not '{text}'"),
            }),
            "number" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                ? JsonValue.Create(number)
                : throw new UsageException($"'{key}' takes a number, not '{text}'"),
            "any" or "null" => ParseJson(text, $"'{key}'"),
            _ => CommandCatalog.FindType(type) switch
            {
                { Kind: CatalogKind.Struct or CatalogKind.Union } => ParseJson(text, $"'{key}' takes a JSON object, and"),
                { Kind: CatalogKind.Alternate } alternate => AlternateValue(alternate, key, text),
                _ => JsonValue.Create(text),
            },
        };
    }

    // The kind of the text decides, as the kind of a JSON value does: a number, true and false, an object; everything else is a text.
    private static JsonNode? AlternateValue(CatalogType type, string key, string text)
    {
        foreach (string branch in type.Members.Select(member => member.Type))
        {
            bool fits = branch == "bool" ? text is "true" or "false"
                : TypeName.IsInteger(branch) ? long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
                : branch == "number" && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
            if (fits)
            {
                return ValueOf(branch, key, text);
            }
        }

        return text.StartsWith('{') || text.StartsWith('[') ? ParseJson(text, $"'{key}'") : JsonValue.Create(text);
    }

    private static JsonNode? ParseJson(string text, string what)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException problem)
        {
            throw new UsageException($"{what}: not JSON: {problem.Message}");
        }
    }
}
