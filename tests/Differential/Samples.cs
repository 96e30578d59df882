using System.Globalization;
using System.Text.Json;
using Qapi.Model;

namespace Qga.Differential;

/// <summary>Values of every type, and values that are not of it.</summary>
internal sealed class Samples(AgentSchema schema)
{
    // One value of each kind that JSON has.
    private static readonly string[] s_kinds = ["null", "true", "7", "1.5", "\"x\"", "[]", "{}"];

    private static readonly string[] s_integers =
    [
        "0", "1", "-1", "-0", "2147483648", "-9223372036854775808", "9223372036854775807", "9223372036854775808", "18446744073709551615",
        "18446744073709551616", "-9223372036854775809", "1.0", "1e0", "1e999",
    ];

    // None with U+0000 may become a file's name: it would not be UTF-8, and .NET could not remove it.
    private static readonly string[] s_texts = ["\"x\"", "\"\"", "\"no such\"", "\"\\u00e4\\ud83d\\ude00\"", "\"a\\u0000/b\"", "\"a\\n/\\\"\""];

    // Texts that mean something to the command.
    private static readonly Dictionary<string, string[]> s_meaningful = new()
    {
        ["buf-b64"] = ["\"YQ==\"", "\"YQ\"", "\"Y\"", "\"YWJj\\nYWJj\"", "\"YQ==YQ==\"", "\"?\""],
        ["mode"] =
        [
            "\"r\"", "\"rb\"", "\"w\"", "\"wb\"", "\"a\"", "\"ab\"", "\"r+\"", "\"rb+\"", "\"r+b\"", "\"w+\"", "\"wb+\"", "\"w+b\"",
            "\"a+\"", "\"ab+\"", "\"a+b\"", "\"R\"", "\"rw\"", "\"b\"", "\"r++\"", "\"r \"",
        ],
        ["path"] = ["\".\"", "\"/\"", "\"/dev/null\"", "\"no/such\"", "\"/dev/null/x\""],
        ["username"] = ["\"root\"", "\"nobody\""],
    };

    /// <summary>A member's samples. The first one is the simplest that fits.</summary>
    /// <returns>The samples, each once.</returns>
    public IReadOnlyList<SampleValue> Of(Member member) =>
        [.. Of(member.Type), .. s_meaningful.GetValueOrDefault(member.Name, []).Select(text => Kind(member.Type, "\"x\"") with { Json = text })];

    /// <summary>A value's samples. The first one is the simplest that fits.</summary>
    /// <returns>The samples, each once.</returns>
    public IReadOnlyList<SampleValue> Of(TypeReference type) =>
        [.. Fitting(type).Concat(s_kinds.Select(kind => Kind(type, kind))).DistinctBy(sample => sample.Json)];

    /// <summary>The members of an object: the simplest value of each that must be there.</summary>
    public IReadOnlyList<(string Name, string Json)> Required(IReadOnlyList<Member> members) =>
        [.. members.Where(member => !member.Optional).Select(member => (member.Name, Of(member)[0].Json))];

    /// <summary>An object as JSON.</summary>
    public static string Object(IEnumerable<(string Name, string Json)> members) =>
        $"{{{string.Join(", ", members.Select(member => $"{JsonSerializer.Serialize(member.Name)}: {member.Json}"))}}}";

    private static SampleValue Integer(string type, string json)
    {
        bool signed = long.TryParse(json, CultureInfo.InvariantCulture, out _);
        bool unsigned = ulong.TryParse(json, CultureInfo.InvariantCulture, out _);
        return new(json, type is "uint64" or "size" ? signed || unsigned : signed);
    }

    private SampleValue Kind(TypeReference type, string json) => new(json, type switch
    {
        BuiltinReference { Name: "any" } => true,
        BuiltinReference { Name: "str" } => json == "\"x\"",
        BuiltinReference { Name: "bool" } => json == "true",
        BuiltinReference { Name: "null" } => json == "null",
        BuiltinReference { Name: "number" } => json is "7" or "1.5",
        BuiltinReference => json == "7",
        ArrayReference => json == "[]",
        NamedReference named => schema.Type(named) switch
        {
            AlternateDefinition it => AgentSchema.Branches(it.Branches).Any(branch => Kind(branch.Type, json).Fits),
            StructDefinition it => json == "{}" && schema.Members(it).All(member => member.Optional),
            _ => false,
        },
        _ => false,
    });

    private IEnumerable<SampleValue> Fitting(TypeReference type) => type switch
    {
        BuiltinReference { Name: "any" } => [new("7", true)],
        BuiltinReference { Name: "str" } => s_texts.Select(text => new SampleValue(text, true)),
        BuiltinReference { Name: "bool" } => [new("true", true), new("false", true)],
        BuiltinReference { Name: "null" } => [new("null", true)],
        BuiltinReference { Name: "number" } => [new("1.5", true), new("-1", true)],
        BuiltinReference builtin => s_integers.Select(json => Integer(builtin.Name, json)),
        ArrayReference array =>
            [new("[]", true), .. Of(array.Element).Select(item => item with { Json = $"[{item.Json}]" }), .. SecondItem(array.Element)],
        NamedReference named => schema.Type(named) switch
        {
            EnumDefinition it => Values(it),
            AlternateDefinition it =>
                AgentSchema.Branches(it.Branches).SelectMany(branch => Of(branch.Type).Where(sample => sample.Fits || !Fits(it, sample))),
            StructDefinition it => Objects(schema.Members(it)),
            Definition other => throw new NotSupportedException($"no samples of '{other.Name}'"),
        },
        _ => throw new NotSupportedException($"no samples of {type}"),
    };

    private bool Fits(AlternateDefinition type, SampleValue sample) =>
        AgentSchema.Branches(type.Branches).Any(branch => Of(branch.Type).Any(other => other.Fits && other.Json == sample.Json));

    private static IEnumerable<SampleValue> Values(EnumDefinition type)
    {
        IReadOnlyList<string> values = AgentSchema.Values(type);
        return
        [
            .. values.Select(value => new SampleValue($"\"{value}\"", true)),
            new($"\"{values[0].ToUpperInvariant()}\"", false),
            new("\"\"", false),
        ];
    }

    private IEnumerable<SampleValue> SecondItem(TypeReference element)
    {
        IReadOnlyList<SampleValue> items = Of(element);
        return items.Where(item => !item.Fits).Select(item => item with { Json = $"[{items[0].Json}, {item.Json}]" });
    }

    private IEnumerable<SampleValue> Objects(IReadOnlyList<Member> members) =>
        ObjectVariants.Of(this, members).Select(variant => new SampleValue(Object(variant.Members), variant.Fits));
}
