using Qapi.Model;

namespace Qapi.Reading;

/// <summary>What stands in definitions of all kinds.</summary>
internal static class DefinitionParts
{
    /// <summary>The members that a definition lists itself, not those of its base or of a type that it names.</summary>
    public static EquatableArray<Member> OwnMembers(this Definition definition) => definition switch
    {
        StructDefinition type => type.Members,
        UnionDefinition union => union.Members,
        CommandDefinition command => command.Arguments.Members,
        EventDefinition @event => @event.Data.Members,
        _ => default,
    };

    /// <summary>The features of a definition, of its members and of its values.</summary>
    public static IEnumerable<Feature> AllFeatures(this Definition definition) => definition switch
    {
        EnumDefinition { Values: var values } => definition.Features.Concat(values.SelectMany(value => value.Features)),
        _ => definition.Features.Concat(definition.OwnMembers().SelectMany(member => member.Features)),
    };
}
