using Qapi.Model;
using Qapi.Parsing;

namespace Qapi.Reading;

/// <summary>Reads members, branches and references to types. It proves their form; whether the types exist is left to the checks.</summary>
internal static class MemberReader
{
    private static readonly HashSet<string> s_builtins =
    [
        "str", "number", "int", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "size",
        "bool", "null", "any", "QType",
    ];

    /// <summary>Whether a type is one of the language's own.</summary>
    public static bool IsBuiltin(string name) => s_builtins.Contains(name);

    /// <summary>Reads the members of an object.</summary>
    /// <param name="scope">The definition.</param>
    /// <param name="node">The members.</param>
    public static EquatableArray<Member> ReadMembers(Scope scope, ObjectNode node)
    {
        List<Member> members = [];
        HashSet<string> names = [];
        foreach (Entry entry in node.Entries)
        {
            bool optional = entry.Key.StartsWith("*", StringComparison.Ordinal);
            string name = optional ? entry.Key.Substring(1) : entry.Key;
            string what = $"member '{name}'";
            scope.CheckName(entry.Location, name, NameKind.Member, what);
            if (!names.Add(Names.Fold(name)))
            {
                scope.Error(entry.Location, $"{what} has the name of a member before it");
            }

            (TypeReference type, ObjectNode? properties) = ReadProperties(scope, entry.Value, what, "if", "features");
            members.Add(new Member(
                name, optional, type, entry.Location,
                properties is null ? null : ConditionReader.Read(scope, properties),
                properties is null ? default : ConditionReader.ReadFeatures(scope, properties)));
        }

        return new EquatableArray<Member>(members);
    }

    /// <summary>Reads the branches of a union or an alternate.</summary>
    /// <param name="scope">The definition.</param>
    /// <param name="node">The branches.</param>
    /// <param name="ofEnum">
    /// Whether an enumeration, which has its own rules, gives the names, and those that it has beyond them are branches as well.
    /// </param>
    public static EquatableArray<Branch> ReadBranches(Scope scope, Node? node, bool ofEnum)
    {
        if (node is not ObjectNode branches || (branches.Entries.Count == 0 && !ofEnum))
        {
            if (node is not null)
            {
                scope.Error(node.Location, $"'data' must be an object with {(ofEnum ? "the branches" : "at least one branch")}");
            }

            return default;
        }

        List<Branch> list = [];
        HashSet<string> names = [];
        foreach (Entry entry in branches.Entries)
        {
            string what = $"branch '{entry.Key}'";
            if (!ofEnum)
            {
                scope.CheckName(entry.Location, entry.Key, NameKind.Member, what);
            }

            if (!names.Add(Names.Fold(entry.Key)))
            {
                scope.Error(entry.Location, $"{what} has the name of a branch before it");
            }

            (TypeReference type, ObjectNode? properties) = ReadProperties(scope, entry.Value, what, "if");
            list.Add(new Branch(entry.Key, type, entry.Location, properties is null ? null : ConditionReader.Read(scope, properties)));
        }

        return new EquatableArray<Branch>(list);
    }

    /// <summary>Reads a reference: a name, or a list with one name.</summary>
    /// <param name="scope">The definition.</param>
    /// <param name="node">The reference.</param>
    /// <param name="what">What has that type, in a message: <c>member 'x'</c>.</param>
    public static TypeReference ReadType(Scope scope, Node node, string what)
    {
        switch (node)
        {
            case StringNode name:
                return Refer(name.Value);
            case ListNode { Items: [StringNode element] }:
                return new ArrayReference(Refer(element.Value));
            case ListNode:
                scope.Error(node.Location, $"{what}: a list type must be a list with one name of a type in it");
                break;
            default:
                scope.Error(node.Location, $"{what}: the type is {node.Kind}; it must be a name or a list with one name");
                break;
        }

        return new BuiltinReference("any");
    }

    private static TypeReference Refer(string name) => IsBuiltin(name) ? new BuiltinReference(name) : new NamedReference(name);

    private static (TypeReference Type, ObjectNode? Properties) ReadProperties(
        Scope scope, Node node, string what, params string[] optional)
    {
        if (node is not ObjectNode properties)
        {
            return (ReadType(scope, node, what), null);
        }

        scope.CheckKeys(properties, what, ["type"], optional);
        return (properties["type"] is { } type ? ReadType(scope, type, what) : new BuiltinReference("any"), properties);
    }
}
