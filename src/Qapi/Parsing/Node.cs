using Qapi.Model;

namespace Qapi.Parsing;

/// <summary>A value in a schema file.</summary>
/// <param name="location">Where it begins.</param>
internal abstract class Node(SourceLocation location)
{
    /// <summary>Where it begins.</summary>
    public SourceLocation Location { get; } = location;

    /// <summary>What it is, in a message: <c>a string</c>.</summary>
    public abstract string Kind { get; }
}

/// <summary>A string.</summary>
internal sealed class StringNode(SourceLocation location, string value) : Node(location)
{
    /// <summary>What it says.</summary>
    public string Value { get; } = value;

    /// <inheritdoc/>
    public override string Kind => "a string";
}

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed class BoolNode(SourceLocation location, bool value) : Node(location)
{
    /// <summary>Which of them.</summary>
    public bool Value { get; } = value;

    /// <inheritdoc/>
    public override string Kind => "a boolean";
}

/// <summary>A list.</summary>
internal sealed class ListNode(SourceLocation location, IReadOnlyList<Node> items) : Node(location)
{
    /// <summary>Its items.</summary>
    public IReadOnlyList<Node> Items { get; } = items;

    /// <inheritdoc/>
    public override string Kind => "a list";
}

/// <summary>A key of an object and what stands behind it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Location">Where the key stands.</param>
/// <param name="Value">The value.</param>
internal sealed record Entry(string Key, SourceLocation Location, Node Value);

/// <summary>An object; its keys differ.</summary>
internal sealed class ObjectNode(SourceLocation location, IReadOnlyList<Entry> entries) : Node(location)
{
    /// <summary>Its entries, in the order of the text.</summary>
    public IReadOnlyList<Entry> Entries { get; } = entries;

    /// <inheritdoc/>
    public override string Kind => "an object";

    /// <summary>The value behind a key; null if it is not there.</summary>
    public Node? this[string key] => Find(key)?.Value;

    /// <summary>The entry of a key; null if it is not there.</summary>
    public Entry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key);
}
