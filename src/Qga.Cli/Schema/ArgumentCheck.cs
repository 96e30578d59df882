using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Qapi.Runtime.Cataloguing;

namespace Qga.Cli.Schema;

/// <summary>Holds a command's arguments against the schema, as the agent does, before anything is sent.</summary>
internal static class ArgumentCheck
{
    /// <summary>Checks arguments.</summary>
    /// <returns>What is wrong with the first wrong one; null: nothing is.</returns>
    public static string? Check(CatalogCommand command, JsonObject? arguments) =>
        CheckMembers(command.Arguments, arguments ?? [], "", command.HasOpenArguments);

    private static string? CheckMembers(IReadOnlyList<CatalogMember> members, JsonObject given, string place, bool isOpen = false)
    {
        foreach (CatalogMember member in members)
        {
            string path = place + member.Name;
            if (!given.TryGetPropertyValue(member.Name, out JsonNode? value))
            {
                if (!member.IsOptional)
                {
                    return $"'{path}' is missing";
                }
            }
            else if (CheckValue(member.Type, value, path) is string problem)
            {
                return problem;
            }
            else if (member.Features.Contains("base64") && value is not null && !Base64.IsValid(value.GetValue<string>()))
            {
                return $"'{path}' is not base64";
            }
        }

        return !isOpen && given.Select(one => one.Key).FirstOrDefault(key => !members.Any(member => member.Name == key)) is string unknown
            ? $"'{place}{unknown}' is not known; known are: {string.Join(", ", members.Select(member => member.Name).DefaultIfEmpty("none"))}"
            : null;
    }

    private static string? CheckValue(string type, JsonNode? value, string path)
    {
        if (TypeName.ElementOf(type) is string element)
        {
            return value is JsonArray list
                ? list.Select((item, index) => CheckValue(element, item, $"{path}[{index.ToString(CultureInfo.InvariantCulture)}]")).FirstOrDefault(problem =>
                    problem is not null)
                : $"'{path}' takes a list";
        }

        if (TypeName.Range(type) is (Int128 least, Int128 most))
        {
            return value?.GetValueKind() != JsonValueKind.Number || !Int128.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out Int128 number)
                ? $"'{path}' takes an integer"
                : number < least || number > most ? $"'{path}' takes an integer from {least} to {most}" : null;
        }

        JsonValueKind kind = value?.GetValueKind() ?? JsonValueKind.Null;
        return type switch
        {
            "str" => kind == JsonValueKind.String ? null : $"'{path}' takes a string",
            "bool" => kind is JsonValueKind.True or JsonValueKind.False ? null : $"'{path}' takes true or false",
            "number" => kind == JsonValueKind.Number ? null : $"'{path}' takes a number",
            "null" => kind == JsonValueKind.Null ? null : $"'{path}' takes null",
            "any" or "QType" => null,
            _ => CommandCatalog.FindType(type) is CatalogType defined ? CheckDefined(defined, value, kind, path) : null,
        };
    }

    private static string? CheckDefined(CatalogType type, JsonNode? value, JsonValueKind kind, string path)
    {
        switch (type.Kind)
        {
            case CatalogKind.Enum:
                return kind == JsonValueKind.String && type.Members.Any(member => member.Name == value!.GetValue<string>())
                    ? null
                    : $"'{path}' takes one of {string.Join(", ", type.Members.Select(member => member.Name))}";
            case CatalogKind.Alternate:
                string?[] problems = [.. type.Members.Select(branch => CheckValue(branch.Type, value, path))];
                return problems.Contains(null)
                    ? null : $"{problems[0]}, or {string.Join(", or ", problems[1..].Select(problem => problem![(path.Length + 9)..]))}";
            default:
                return value is JsonObject given ? CheckMembers(Members(type, given), given, $"{path}.") : $"'{path}' takes an object";
        }
    }

    private static IReadOnlyList<CatalogMember> Members(CatalogType type, JsonObject given)
    {
        string? branch = type.Discriminator is string decider && given[decider] is JsonValue value && value.TryGetValue(out string? name)
            ? type.Branches.FirstOrDefault(one => one.Name == name)?.Type
            : null;
        return branch is not null && CommandCatalog.FindType(branch) is CatalogType added ? [.. type.Members, .. added.Members] : type.Members;
    }
}
