namespace Qapi.Runtime.Cataloguing;

/// <summary>What a schema says of a type.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What kind of type it is.</param>
public sealed record CatalogType(string Name, CatalogKind Kind)
{
    /// <summary>What it is, plain text.</summary>
    public string Text { get; init; } = "";

    /// <summary>The values of an enumeration, the members of an object (those of its bases first), or the branches of an alternate.</summary>
    public IReadOnlyList<CatalogMember> Members { get; init; } = [];

    /// <summary>Of a union, the member whose value decides; null for other types.</summary>
    public string? Discriminator { get; init; }

    /// <summary>Of a union, what the values of <see cref="Discriminator"/> add; values without a branch add nothing.</summary>
    public IReadOnlyList<CatalogMember> Branches { get; init; } = [];

    /// <summary>The release in which it appeared; null: the schema does not say.</summary>
    public string? Since { get; init; }

    /// <summary>Under which symbols it exists, for people; null: always.</summary>
    public string? Condition { get; init; }
}

/// <summary>The kinds of types that a schema defines.</summary>
public enum CatalogKind
{
    /// <summary>One of some names.</summary>
    Enum,

    /// <summary>An object with fixed members.</summary>
    Struct,

    /// <summary>An object whose further members depend on one of the others.</summary>
    Union,

    /// <summary>A value of one of several types, told apart by the kind of JSON value.</summary>
    Alternate,
}
