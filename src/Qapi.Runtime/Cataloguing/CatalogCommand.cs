namespace Qapi.Runtime.Cataloguing;

/// <summary>What a schema says of a command, for programs that show it or check what a user typed. Texts are plain: paragraphs with an empty line
/// between.</summary>
/// <param name="Name">The name on the wire.</param>
public sealed record CatalogCommand(string Name)
{
    /// <summary>The schema file that declares it, without <c>.json</c>.</summary>
    public string Module { get; init; } = "";

    /// <summary>What it does.</summary>
    public string Text { get; init; } = "";

    /// <summary>The arguments, in the schema's order.</summary>
    public IReadOnlyList<CatalogMember> Arguments { get; init; } = [];

    /// <summary>The type of the result, as <see cref="CatalogMember.Type"/>; null: it returns nothing.</summary>
    public string? Returns { get; init; }

    /// <summary>What the result is; null: the schema does not say.</summary>
    public string? ReturnsText { get; init; }

    /// <summary>The release in which it appeared; null: the schema does not say.</summary>
    public string? Since { get; init; }

    /// <summary>The features that it carries.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Under which symbols it exists, for people: <c>CONFIG_LINUX or CONFIG_WIN32</c>; null: always.</summary>
    public string? Condition { get; init; }

    /// <summary>Whether a reply is sent on success; on a failure one always is.</summary>
    public bool IsAnswered { get; init; } = true;

    /// <summary>Whether there may be arguments that are not in <see cref="Arguments"/>: the schema leaves them open, or they depend on the value of
    /// another.</summary>
    public bool HasOpenArguments { get; init; }

    /// <summary>The first sentence of <see cref="Text"/>, without its full stop.</summary>
    public string Summary => CatalogText.FirstSentence(Text);
}
