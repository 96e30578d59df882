using Qapi.Model;
using Qapi.Parsing;

namespace Qapi.Reading;

/// <summary>What all definitions share, read, and the object with the rest.</summary>
/// <param name="Scope">The definition, for errors.</param>
/// <param name="Keyword">The key that says what it is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Module">The file that defines it.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="Expression">The object.</param>
/// <param name="If">When it exists.</param>
/// <param name="Features">Its flags.</param>
internal sealed record Head(
    Scope Scope, string Keyword, string Name, Module Module, SourceLocation Location, ObjectNode Expression, Condition? If,
    EquatableArray<Feature> Features)
{
    /// <summary>The value behind a key; null if it is not there.</summary>
    public Node? this[string key] => Expression[key];

    /// <summary>Reports keys that are missing and keys that are not known.</summary>
    public void CheckKeys(string[] required, params string[] optional) =>
        Scope.CheckKeys(Expression, "", required, [Keyword, "if", "features", .. optional]);

    /// <summary>The value behind a key if it is of a kind; null if it is not there, or, with an error reported, of another.</summary>
    /// <typeparam name="T">The kind.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="kind">The kind, in a message: <c>a list</c>.</param>
    public T? Expect<T>(string key, string kind)
        where T : Node
    {
        Node? value = this[key];
        if (value is not (null or T))
        {
            Scope.Error(value.Location, $"'{key}' is {value.Kind}; it must be {kind}");
        }

        return value as T;
    }

    /// <summary>The members behind a key.</summary>
    public EquatableArray<Member> ReadMembers(string key) =>
        Expect<ObjectNode>(key, "an object with the members") is { } members ? MemberReader.ReadMembers(Scope, members) : default;
}
