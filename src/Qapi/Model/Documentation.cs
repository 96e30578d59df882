namespace Qapi.Model;

/// <summary>A documentation block, taken apart.</summary>
/// <param name="Body">The text before the first section, without the comment marks.</param>
/// <param name="Members">The text of each documented member, value or branch (<c>@name:</c>).</param>
/// <param name="Features">The text of each documented feature.</param>
/// <param name="Sections">
/// The tagged sections, in order: <c>Returns</c>, <c>Errors</c>, <c>Since</c>, <c>TODO</c>…; text without a tag that stands behind
/// descriptions or between sections is one with the tag "".
/// </param>
public sealed record Documentation(
    string Body, EquatableArray<DocumentedName> Members, EquatableArray<DocumentedName> Features,
    EquatableArray<DocumentationSection> Sections)
{
    /// <summary>The release in which the definition appeared (<c>Since:</c>), as written; null if the block does not say.</summary>
    public string? Since => Sections.FirstOrDefault(section => section.Tag == "Since")?.Text;
}

/// <summary>The text about one name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Text">The text, its own indentation removed.</param>
public sealed record DocumentedName(string Name, string Text);

/// <summary>A tagged section.</summary>
/// <param name="Tag">The tag without its colon; "" for text without one.</param>
/// <param name="Text">The text, its own indentation removed.</param>
public sealed record DocumentationSection(string Tag, string Text);
