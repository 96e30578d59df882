namespace Qapi.Runtime.Cataloguing;

/// <summary>An argument, a member of an object, a value of an enumeration or a branch.</summary>
/// <param name="Name">The name on the wire.</param>
/// <param name="Type">
/// The name of a type of the schema or of the language itself (<c>str</c>, <c>int</c>, ...), in brackets for a list: <c>[str]</c>. Empty for a value of an
/// enumeration.
/// </param>
/// <param name="IsOptional">Whether it may be left out.</param>
/// <param name="Text">What it means, plain text; empty: the schema does not say.</param>
public sealed record CatalogMember(string Name, string Type = "", bool IsOptional = false, string Text = "")
{
    /// <summary>The features that it carries.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Under which symbols it exists, for people; null: always.</summary>
    public string? Condition { get; init; }
}
