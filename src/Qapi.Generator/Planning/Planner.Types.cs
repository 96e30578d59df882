using Qapi.Generator.Model;
using Qapi.Model;

namespace Qapi.Generator.Planning;

internal sealed partial class Planner
{
    private const string Base64 = "base64";

    private static readonly CodeType s_payload = new(TypeKind.Payload, "Payload", IsValueType: false, "ReadPayload", "String");

    private static readonly Dictionary<string, CodeType> s_builtins = new()
    {
        ["str"] = new(TypeKind.Builtin, "string", IsValueType: false, "ReadString", "String"),
        ["bool"] = new(TypeKind.Builtin, "bool", IsValueType: true, "ReadBoolean", "Boolean"),
        ["number"] = Number("double", "ReadDouble"),
        ["int"] = Number("long", "ReadInt64"),
        ["int8"] = Number("sbyte", "ReadInt8"),
        ["int16"] = Number("short", "ReadInt16"),
        ["int32"] = Number("int", "ReadInt32"),
        ["int64"] = Number("long", "ReadInt64"),
        ["uint8"] = Number("byte", "ReadUInt8"),
        ["uint16"] = Number("ushort", "ReadUInt16"),
        ["uint32"] = Number("uint", "ReadUInt32"),
        ["uint64"] = Number("ulong", "ReadUInt64"),
        ["size"] = Number("ulong", "ReadUInt64"),
        ["null"] = new(TypeKind.Builtin, "JsonNull", IsValueType: true, "ReadNull", "Null"),
        ["any"] = new(TypeKind.Builtin, "JsonAny", IsValueType: false, "ReadAny"),
    };

    private static CodeType Number(string name, string reader) => new(TypeKind.Builtin, name, IsValueType: true, reader, "Number");

    private CodeType MemberType(Member member)
    {
        if (!member.Features.Any(feature => feature.Name == Base64 && _symbols.Allow(feature.If)))
        {
            return Type(member.Type, member.Location);
        }

        if (member.Type is not BuiltinReference { Name: "str" })
        {
            _errors.Add(new PlanError(member.Location, $"'{member.Name}' has the feature '{Base64}' and is no 'str'"));
        }

        return s_payload;
    }

    private CodeType Type(TypeReference reference, SourceLocation location)
    {
        switch (reference)
        {
            case ArrayReference array:
                CodeType element = Type(array.Element, location);
                return new CodeType(TypeKind.List, $"IReadOnlyList<{element.Name}>", IsValueType: false, JsonKind: "Array", Element: element);
            case NamedReference named when _definitions.TryGetValue(named.Name, out Definition definition):
                return definition is EnumDefinition
                    ? new CodeType(TypeKind.Enum, Names.Pascal(named.Name), IsValueType: true, JsonKind: "String")
                    : new CodeType(TypeKind.Complex, Names.Pascal(named.Name), IsValueType: false, JsonKind: "Object");
            case BuiltinReference builtin when s_builtins.TryGetValue(builtin.Name, out CodeType type):
                return type;
        }

        string name = reference is NamedReference missing ? missing.Name : ((BuiltinReference)reference).Name;
        _errors.Add(new PlanError(location, $"the type '{name}' does not exist under the conditions of this build"));
        return s_builtins["any"];
    }
}
