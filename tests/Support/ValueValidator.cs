using System.Globalization;
using System.Text.Json;
using Qapi.Model;

namespace Qga.Support;

/// <summary>Compares values with the types that a schema says they have.</summary>
internal sealed class ValueValidator(AgentSchema schema)
{
    /// <summary>Looks for what a value must not be.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">Its type.</param>
    /// <param name="path">Its place, for the messages.</param>
    /// <returns>The faults; none if it is of that type.</returns>
    public IEnumerable<string> Faults(JsonElement value, TypeReference type, string path) => type switch
    {
        BuiltinReference builtin => Builtin(value, builtin.Name, path),
        ArrayReference array => Array(value, array.Element, path),
        NamedReference named => schema.Type(named) switch
        {
            EnumDefinition it => Enumeration(value, it, path),
            StructDefinition it => Object(value, schema.Members(it), path),
            UnionDefinition it => Union(value, it, path),
            AlternateDefinition it => Alternate(value, it, path),
            Definition other => throw new ArgumentException($"'{other.Name}' is no type", nameof(type)),
        },
        _ => throw new ArgumentException($"no such type: {type}", nameof(type)),
    };

    /// <summary>Looks for members that are missing, unknown, or not what they must be.</summary>
    public IEnumerable<string> Object(JsonElement value, IReadOnlyList<Member> members, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return [Wrong(value, path, "an object")];
        }

        List<string> faults = [];
        foreach (Member member in members)
        {
            string place = $"{path}.{member.Name}";
            if (value.TryGetProperty(member.Name, out JsonElement inner))
            {
                faults.AddRange(Faults(inner, member.Type, place));
                faults.AddRange(Base64(inner, member, place));
            }
            else if (!member.Optional)
            {
                faults.Add($"{place} is missing");
            }
        }

        HashSet<string> known = [.. members.Select(member => member.Name)];
        faults.AddRange(value.EnumerateObject().Where(it => !known.Contains(it.Name)).Select(it => $"{path}.{it.Name} is unknown"));
        return faults;
    }

    private static IEnumerable<string> Builtin(JsonElement value, string type, string path) => type switch
    {
        "any" => [],
        "str" => Kind(value, path, "a string", JsonValueKind.String),
        "bool" => Kind(value, path, "a boolean", JsonValueKind.True, JsonValueKind.False),
        "null" => Kind(value, path, "null", JsonValueKind.Null),
        "number" => Kind(value, path, "a number", JsonValueKind.Number),
        "int" or "int64" => Integer(value, path, long.MinValue, long.MaxValue),
        "int8" => Integer(value, path, sbyte.MinValue, (ulong)sbyte.MaxValue),
        "int16" => Integer(value, path, short.MinValue, (ulong)short.MaxValue),
        "int32" => Integer(value, path, int.MinValue, int.MaxValue),
        "uint8" => Integer(value, path, 0, byte.MaxValue),
        "uint16" => Integer(value, path, 0, ushort.MaxValue),
        "uint32" => Integer(value, path, 0, uint.MaxValue),
        "uint64" or "size" => Integer(value, path, 0, ulong.MaxValue),
        _ => throw new ArgumentException($"no values of type '{type}' are known", nameof(type)),
    };

    private static IEnumerable<string> Integer(JsonElement value, string path, long least, ulong most)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.GetRawText().All(letter => letter == '-' || char.IsAsciiDigit(letter)))
        {
            return [Wrong(value, path, "an integer")];
        }

        var number = Int128.Parse(value.GetRawText(), CultureInfo.InvariantCulture);
        return number < least || number > most ? [Wrong(value, path, $"within {least} and {most}")] : [];
    }

    private static IEnumerable<string> Kind(JsonElement value, string path, string expected, params ReadOnlySpan<JsonValueKind> kinds) =>
        kinds.Contains(value.ValueKind) ? [] : [Wrong(value, path, expected)];

    private static IEnumerable<string> Base64(JsonElement value, Member member, string path) =>
        member.Features.Any(feature => feature.Name == "base64") && value.ValueKind == JsonValueKind.String && !value.TryGetBytesFromBase64(out _)
            ? [Wrong(value, path, "base64")]
            : [];

    private static IEnumerable<string> Enumeration(JsonElement value, EnumDefinition type, string path) =>
        value.ValueKind == JsonValueKind.String && AgentSchema.Values(type).Contains(value.GetString()) ? [] : [Wrong(value, path, $"a {type.Name}")];

    private static bool Accepts(Definition? definition, TypeReference type, JsonValueKind kind) => (definition, type) switch
    {
        (EnumDefinition, _) => kind == JsonValueKind.String,
        (not null, _) => kind == JsonValueKind.Object,
        (_, ArrayReference) => kind == JsonValueKind.Array,
        (_, BuiltinReference { Name: "str" }) => kind == JsonValueKind.String,
        (_, BuiltinReference { Name: "bool" }) => kind is JsonValueKind.True or JsonValueKind.False,
        (_, BuiltinReference { Name: "null" }) => kind == JsonValueKind.Null,
        _ => kind == JsonValueKind.Number,
    };

    private static string Wrong(JsonElement value, string path, string expected) => $"{path} is not {expected}: {value.GetRawText()}";

    private IEnumerable<string> Array(JsonElement value, TypeReference element, string path) =>
        value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().SelectMany((item, index) => Faults(item, element, $"{path}[{index}]"))
            : [Wrong(value, path, "an array")];

    private IEnumerable<string> Union(JsonElement value, UnionDefinition type, string path)
    {
        Branch? branch = value.ValueKind == JsonValueKind.Object && value.TryGetProperty(type.Discriminator, out JsonElement chosen)
            ? AgentSchema.Branches(type.Branches).FirstOrDefault(branch => chosen.ValueEquals(branch.Name))
            : null;
        IReadOnlyList<Member> further = branch is null ? [] : schema.Members(schema.Type((NamedReference)branch.Type));
        return Object(value, [.. schema.Members(type), .. further], path);
    }

    private IEnumerable<string> Alternate(JsonElement value, AlternateDefinition type, string path)
    {
        Branch? branch = AgentSchema.Branches(type.Branches).FirstOrDefault(
            branch => Accepts(branch.Type is NamedReference named ? schema.Type(named) : null, branch.Type, value.ValueKind));
        return branch is null ? [Wrong(value, path, $"a {type.Name}")] : Faults(value, branch.Type, path);
    }
}
