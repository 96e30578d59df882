using Qapi.Generator.Model;
using Qapi.Model;

namespace Qapi.Generator.Planning;

internal sealed partial class Planner
{
    private const string Base64 = "base64";
    private const string InPlace = "in-place";

    private static readonly CodeType s_payload = new(TypeKind.Payload, "Payload", IsValueType: false, "ReadPayload", "String");

    private static readonly CodeType s_base64Text = new(TypeKind.Builtin, "Base64Text", IsValueType: false, "ReadBase64", IsInPlace: true);

    private static readonly CodeType s_textList = new(TypeKind.Builtin, "TextList", IsValueType: false, "ReadTextList", IsInPlace: true);

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

    /// <summary>A member's type, and its type as an argument.</summary>
    private (CodeType Type, CodeType ArgumentType) MemberTypes(Member member)
    {
        bool HasFeature(string name) => member.Features.Any(feature => feature.Name == name && _symbols.Allow(feature.If));

        if (HasFeature(Base64))
        {
            RefuseFeature(member, Base64, "'str'", member.Type is BuiltinReference { Name: "str" });
            return (s_payload, s_base64Text);
        }

        CodeType type = Type(member.Type, member.Location);
        if (HasFeature(InPlace))
        {
            RefuseFeature(member, InPlace, "list of 'str'", member.Type is ArrayReference { Element: BuiltinReference { Name: "str" } });
            return (type, s_textList);
        }

        return (type, type);
    }

    private void RefuseFeature(Member member, string feature, string type, bool isOfType)
    {
        if (!isOfType)
        {
            _errors.Add(new PlanError(member.Location, $"'{member.Name}' has the feature '{feature}' and is no {type}"));
        }
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
