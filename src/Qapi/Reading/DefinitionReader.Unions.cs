using Qapi.Model;
using Qapi.Parsing;

namespace Qapi.Reading;

/// <content>Unions.</content>
internal sealed partial class DefinitionReader
{
    private UnionDefinition ReadUnion(Head head)
    {
        if (head.Scope.IsOld && head["discriminator"] is null)
        {
            return ReadSimpleUnion(head);
        }

        head.CheckKeys(["base", "discriminator", "data"]);
        EquatableArray<Member> members = default;
        string? baseType = null;
        switch (head["base"])
        {
            case StringNode name:
                baseType = name.Value;
                break;
            case ObjectNode common:
                members = MemberReader.ReadMembers(head.Scope, common);
                break;
            case { } other:
                head.Scope.Error(other.Location, $"'base' is {other.Kind}; it must be an object with the members, or the name of a struct");
                break;
        }

        return new UnionDefinition(
            head.Name, head.Module, head.Location, head.If, head.Features, null, baseType, members,
            head.Expect<StringNode>("discriminator", "the name of a member")?.Value ?? "",
            MemberReader.ReadBranches(head.Scope, head["data"], ofEnum: true));
    }

    /// <summary>
    /// A union of 2014 without a discriminator of its own: on the wire it is an object with the members <c>type</c>, the branch's name, and
    /// <c>data</c>, its value. It becomes a union of today, with an enumeration of the branches and a struct around each branch's type.
    /// </summary>
    private UnionDefinition ReadSimpleUnion(Head head)
    {
        head.CheckKeys(["data"], "base");
        string kind = head.Name + "Kind";
        EquatableArray<Branch> branches = MemberReader.ReadBranches(head.Scope, head["data"], ofEnum: false);
        IEnumerable<EnumValue> values = branches.Select(branch => new EnumValue(branch.Name, branch.Location, branch.If, default));
        var type = new EnumDefinition(kind, head.Module, head.Location, head.If, default, null, new EquatableArray<EnumValue>(values));
        _drafts.Add(new Draft(type, null));

        List<Branch> wrapped = [];
        foreach (Branch branch in branches)
        {
            var data = new Member("data", false, branch.Type, branch.Location, null, default);
            var wrapper = new StructDefinition(
                $"{head.Name}-{branch.Name}-wrapper", head.Module, branch.Location, branch.If, default, null, null,
                new EquatableArray<Member>([data]));
            _drafts.Add(new Draft(wrapper, null));
            wrapped.Add(branch with { Type = new NamedReference(wrapper.Name) });
        }

        return new UnionDefinition(
            head.Name, head.Module, head.Location, head.If, head.Features, null,
            head.Expect<StringNode>("base", "the name of a struct")?.Value,
            new EquatableArray<Member>([new Member("type", false, new NamedReference(kind), head.Location, null, default)]),
            "type",
            new EquatableArray<Branch>(wrapped));
    }
}
