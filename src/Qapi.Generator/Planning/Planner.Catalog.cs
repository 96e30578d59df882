using Qapi.Generator.Model;
using Qapi.Model;

namespace Qapi.Generator.Planning;

internal sealed partial class Planner
{
    private CatalogModel Catalog(Schema schema)
    {
        Definition[] existing = [.. schema.Definitions.Where(definition => _symbols.Allow(definition.If))];
        return new(
            new(existing.OfType<CommandDefinition>().Select(CatalogCommand)),
            new(existing.Where(definition => definition is not (CommandDefinition or EventDefinition)).Select(CatalogType)));
    }

    private CatalogCommandModel CatalogCommand(CommandDefinition command) => new(
        command.Name,
        command.Module.Name,
        PlainDocumentation.Text(command),
        command.Gen ? CatalogMembers(command, Carried(command, command.Arguments)) : default,
        command.Returns is { } returns ? TypeName(returns) : command.Gen ? null : "any",
        PlainDocumentation.Returns(command),
        command.Documentation?.Since,
        CatalogFeatures(command.Features),
        ConditionText.Of(command.If),
        command.SuccessResponse,
        !command.Gen || (command.Arguments.Type is { } type && _definitions.TryGetValue(type, out Definition carried) && carried is UnionDefinition));

    private CatalogTypeModel CatalogType(Definition definition)
    {
        (string kind, EquatableArray<CatalogMemberModel> members, string? discriminator, EquatableArray<Branch> branches) = definition switch
        {
            EnumDefinition enumeration => ("Enum", CatalogValues(enumeration), null, default),
            UnionDefinition union => ("Union", CatalogMembers(union, AllMembers(union)), union.Discriminator, union.Branches),
            AlternateDefinition alternate => ("Alternate", CatalogBranches(alternate, alternate.Branches), null, default),
            _ => ("Struct", CatalogMembers(definition, AllMembers(definition)), (string?)null, default(EquatableArray<Branch>)),
        };
        return new(
            definition.Name,
            kind,
            PlainDocumentation.Text(definition),
            members,
            discriminator,
            CatalogBranches(definition, branches),
            definition.Documentation?.Since,
            ConditionText.Of(definition.If));
    }

    private EquatableArray<CatalogMemberModel> CatalogMembers(Definition owner, IEnumerable<Member> members) => new(members.Select(member =>
        new CatalogMemberModel(
        member.Name, TypeName(member.Type), member.Optional, CatalogText(owner, member.Name), CatalogFeatures(member.Features), ConditionText.Of(member.If))));

    private EquatableArray<CatalogMemberModel> CatalogValues(EnumDefinition owner) => new(owner.Values
        .Where(value => _symbols.Allow(value.If))
        .Select(value => new CatalogMemberModel(
            value.Name, "", false, PlainDocumentation.Text(owner, value.Name), CatalogFeatures(value.Features), ConditionText.Of(value.If))));

    private EquatableArray<CatalogMemberModel> CatalogBranches(Definition owner, EquatableArray<Branch> branches) => new(branches
        .Where(branch => _symbols.Allow(branch.If))
        .Select(branch => new CatalogMemberModel(
            branch.Name, TypeName(branch.Type), false, PlainDocumentation.Text(owner, branch.Name), default, ConditionText.Of(branch.If))));

    private EquatableArray<string> CatalogFeatures(EquatableArray<Feature> features) =>
        new(features.Where(feature => _symbols.Allow(feature.If)).Select(feature => feature.Name));

    // What is carried may be a type of its own, or a base's: there its members are described.
    private string CatalogText(Definition owner, string member)
    {
        for (Definition? place = owner; place is not null;)
        {
            if (PlainDocumentation.Text(place, member) is { Length: > 0 } text)
            {
                return text;
            }

            string? next = place switch
            {
                StructDefinition definedStruct => definedStruct.Base,
                UnionDefinition union => union.Base,
                CommandDefinition command => command.Arguments.Type,
                _ => null,
            };
            place = next is not null && _definitions.TryGetValue(next, out Definition found) ? found : null;
        }

        return "";
    }

    private static string TypeName(TypeReference type) => type switch
    {
        BuiltinReference builtin => builtin.Name,
        NamedReference named => named.Name,
        ArrayReference list => $"[{TypeName(list.Element)}]",
        _ => throw new InvalidOperationException($"A type of the unknown kind {type.GetType()}."),
    };
}
