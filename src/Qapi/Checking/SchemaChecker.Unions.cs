using Qapi.Model;
using Qapi.Reading;

namespace Qapi.Checking;

/// <content>Unions.</content>
internal sealed partial class SchemaChecker
{
    private void CheckUnion(UnionDefinition union)
    {
        if (union.Base is not null)
        {
            CheckOverlap(union.Members, union.Base);
        }

        if (FindDiscriminator(union) is not { } discriminator)
        {
            return;
        }

        if (discriminator.Values.Count == 0)
        {
            Error(union.Location, $"no branch can be: enum '{discriminator.Name}' of the discriminator has no values");
        }

        IEnumerable<Member> common = CommonMembers(union);
        HashSet<string> commonNames = [.. common.Select(member => Names.Fold(member.Name))];
        foreach (Branch branch in union.Branches)
        {
            if (discriminator.Values.All(value => value.Name != branch.Name))
            {
                Error(branch.Location, $"branch '{branch.Name}' is not a value of enum '{discriminator.Name}'");
            }
            else if (_types.Find(branch.Type) is not { } type || type is not (StructDefinition or UnionDefinition))
            {
                Error(branch.Location, $"branch '{branch.Name}' must be a struct or a union");
            }
            else if (FoldedMembers([type]).FirstOrDefault(commonNames.Contains) is { } folded)
            {
                string name = common.First(member => Names.Fold(member.Name) == folded).Name;
                Error(branch.Location, $"branch '{branch.Name}': '{type.Name}' has a member with the name of the common member '{name}'");
            }
        }
    }

    private IEnumerable<Member> CommonMembers(UnionDefinition union)
    {
        IEnumerable<Definition> bases = union.Base is null ? [] : _types.Contained([_types.Find(union.Base)!]);
        return union.Members.Concat(bases.SelectMany(type => type.OwnMembers()));
    }

    /// <summary>The enumeration of a union's discriminator; null, with an error reported, if it is not one.</summary>
    private EnumDefinition? FindDiscriminator(UnionDefinition union)
    {
        string name = union.Discriminator;
        if (CommonMembers(union).FirstOrDefault(member => member.Name == name) is not { } member)
        {
            Error(union.Location, $"discriminator '{name}' is not one of the common members");
            return null;
        }

        if (member.Optional || member.If is not null)
        {
            Error(union.Location, $"discriminator '{name}' is {(member.Optional ? "optional" : "conditional")}");
            return null;
        }

        if (_types.Find(member.Type) is not EnumDefinition type)
        {
            Error(union.Location, $"discriminator '{name}' is not of an enum type");
            return null;
        }

        return type;
    }
}
