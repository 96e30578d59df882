using Qapi.Parsing;

namespace Qapi.Reading;

/// <summary>An item that is written as a name, or as an object with the key <c>name</c> and further properties.</summary>
/// <param name="Name">The name.</param>
/// <param name="Properties">The object; null for the short form.</param>
internal sealed record NamedItem(string Name, ObjectNode? Properties)
{
    /// <summary>Reads an item.</summary>
    /// <param name="scope">The definition.</param>
    /// <param name="item">The item.</param>
    /// <param name="what">What it is, in a message: <c>feature</c>.</param>
    /// <param name="optional">The keys that it may have beside <c>name</c>.</param>
    /// <returns>Null, with an error reported, if it has no name.</returns>
    public static NamedItem? Read(Scope scope, Node item, string what, params string[] optional)
    {
        if (item is StringNode text)
        {
            return new NamedItem(text.Value, null);
        }

        if (item is not ObjectNode properties)
        {
            scope.Error(item.Location, $"a {what} is {item.Kind}; it must be a string or an object");
            return null;
        }

        scope.CheckKeys(properties, what, ["name"], optional);
        if (properties["name"] is StringNode name)
        {
            return new NamedItem(name.Value, properties);
        }

        if (properties["name"] is { } other)
        {
            scope.Error(other.Location, $"the name of a {what} is {other.Kind}; it must be a string");
        }

        return null;
    }
}
