using Qapi.Model;

namespace Qapi.Reading;

/// <summary>What definitions are called in messages.</summary>
internal static class DefinitionKinds
{
    /// <summary>A definition, as <c>command 'guest-ping'</c>.</summary>
    public static string Describe(this Definition definition) => $"{definition.Kind()} '{definition.Name}'";

    /// <summary>The keyword of a definition.</summary>
    public static string Kind(this Definition definition) => definition switch
    {
        EnumDefinition => "enum",
        StructDefinition => "struct",
        UnionDefinition => "union",
        AlternateDefinition => "alternate",
        CommandDefinition => "command",
        _ => "event",
    };
}
