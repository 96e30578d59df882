using System.Text.Json;
using Qapi.Model;

namespace Qga.Monitor.Tests;

/// <summary>
/// Holds a schema against what a QEMU says of itself in its reply to <c>query-qmp-schema</c>. What is received may be declared in part, and optional
/// where QEMU always sends it; what is sent must have all that QEMU asks for, and be as optional as QEMU has it.
/// </summary>
internal sealed class SchemaComparison
{
    private readonly Dictionary<string, Definition> _own;
    private readonly Dictionary<string, JsonElement> _theirs;
    private readonly List<string> _differences = [];

    private SchemaComparison(Schema own, JsonElement theirs)
    {
        _own = own.Definitions.ToDictionary(definition => definition.Name);
        _theirs = theirs.EnumerateArray().ToDictionary(entity => Text(entity, "name")!);
    }

    /// <summary>The differences, each with its place.</summary>
    public static IReadOnlyList<string> Compare(Schema own, JsonElement theirs)
    {
        SchemaComparison comparison = new(own, theirs);
        foreach (Definition definition in own.Definitions)
        {
            comparison.Compare(definition);
        }

        return comparison._differences;
    }

    private void Compare(Definition definition)
    {
        string? kind = definition is CommandDefinition ? "command" : definition is EventDefinition ? "event" : null;
        if (kind is null)
        {
            return;
        }

        if (!_theirs.TryGetValue(definition.Name, out JsonElement entity) || Text(entity, "meta-type") != kind)
        {
            _differences.Add($"{definition.Name}: QEMU has no such {kind}");
            return;
        }

        JsonElement carried = _theirs[Text(entity, "arg-type")!];
        if (definition is CommandDefinition command)
        {
            CompareMembers(Members(command.Arguments), carried, command.Name, isSent: true);
            CompareType(command.Returns, Text(entity, "ret-type")!, $"{command.Name} returns", isSent: false);
        }
        else if (definition is EventDefinition happening)
        {
            CompareMembers(Members(happening.Data), carried, happening.Name, isSent: false);
        }
    }

    private void CompareType(TypeReference? own, string name, string place, bool isSent)
    {
        JsonElement theirs = _theirs[name];
        string kind = Text(theirs, "meta-type")!;
        switch (own)
        {
            case null:
                Expect(kind == "object" && Array(theirs, "members").Length == 0, $"{place}: QEMU has {kind}");
                break;
            case BuiltinReference { Name: "any" }:
                break;
            case BuiltinReference builtin:
                string? json = kind == "enum" ? "string" : Text(theirs, "json-type");
                Expect(json == JsonType(builtin.Name), $"{place}: {builtin.Name}, QEMU has {json ?? kind}");
                break;
            case ArrayReference array when kind == "array":
                CompareType(array.Element, Text(theirs, "element-type")!, place, isSent);
                break;
            case NamedReference named when _own[named.Name] is EnumDefinition values && kind == "enum":
                Expect(isSent, $"{place}: an enumeration is received, to which QEMU may add values");
                string[] known = [.. Array(theirs, "values").Select(value => value.GetString()!)];
                _differences.AddRange(values.Values.Where(value => !known.Contains(value.Name)).Select(value => $"{place}: QEMU has no {value.Name}"));
                break;
            case NamedReference named when kind == "object" && _own[named.Name] is not EnumDefinition:
                CompareObject(_own[named.Name], theirs, place, isSent);
                break;
            default:
                _differences.Add($"{place}: {own}, QEMU has {kind}");
                break;
        }
    }

    private void CompareObject(Definition own, JsonElement theirs, string place, bool isSent)
    {
        CompareMembers(Members(own), theirs, place, isSent);
        if (own is not UnionDefinition union)
        {
            return;
        }

        Expect(Text(theirs, "tag") == union.Discriminator, $"{place}: QEMU decides by {Text(theirs, "tag")}");
        Dictionary<string, string> variants =
            Array(theirs, "variants").ToDictionary(variant => Text(variant, "case")!, variant => Text(variant, "type")!);
        foreach (Branch branch in union.Branches)
        {
            CompareType(branch.Type, variants[branch.Name], $"{place}.{branch.Name}", isSent);
        }
    }

    private void CompareMembers(IReadOnlyList<Member> own, JsonElement theirs, string place, bool isSent)
    {
        Dictionary<string, JsonElement> members = Array(theirs, "members").ToDictionary(member => Text(member, "name")!);
        foreach (Member member in own)
        {
            string name = $"{place}.{member.Name}";
            if (!members.Remove(member.Name, out JsonElement other))
            {
                _differences.Add($"{name}: QEMU has no such member");
                continue;
            }

            bool isOptional = other.TryGetProperty("default", out _);
            Expect(member.Optional == isOptional || (member.Optional && !isSent), $"{name}: in QEMU it is {(isOptional ? "optional" : "required")}");
            CompareType(member.Type, Text(other, "type")!, name, isSent);
        }

        _differences.AddRange(members
            .Where(other => isSent && !other.Value.TryGetProperty("default", out _))
            .Select(other => $"{place}.{other.Key}: QEMU requires it"));
    }

    private IReadOnlyList<Member> Members(Payload payload) => payload.Type is null ? [.. payload.Members] : Members(_own[payload.Type]);

    private IReadOnlyList<Member> Members(Definition definition) => definition switch
    {
        StructDefinition it => [.. it.Base is null ? [] : Members(_own[it.Base]), .. it.Members],
        UnionDefinition it => [.. it.Base is null ? [] : Members(_own[it.Base]), .. it.Members],
        _ => throw new ArgumentException($"'{definition.Name}' has no members", nameof(definition)),
    };

    private void Expect(bool isSo, string difference)
    {
        if (!isSo)
        {
            _differences.Add(difference);
        }
    }

    private static string JsonType(string builtin) => builtin switch
    {
        "str" => "string",
        "bool" => "boolean",
        "number" => "number",
        "null" => "null",
        _ => "int",
    };

    private static string? Text(JsonElement entity, string name) => entity.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static JsonElement[] Array(JsonElement entity, string name) =>
        entity.TryGetProperty(name, out JsonElement value) ? [.. value.EnumerateArray()] : [];
}
