using Qapi.Parsing;

namespace Qapi.Reading;

/// <summary>The language's two ages.</summary>
internal enum Dialect
{
    /// <summary>Today's.</summary>
    Current,

    /// <summary>
    /// That of 2014: <c>type</c> for <c>struct</c>, <c>'no'</c> for <c>false</c>, unions without a base. Names were free then, commands
    /// returned anything, and documentation was a comment like others.
    /// </summary>
    Of2014,
}

/// <summary>Tells the dialects apart.</summary>
internal static class DialectDetector
{
    /// <summary>A schema is of 2014 if any of its definitions is written in a way that is no longer part of the language.</summary>
    public static Dialect Detect(IEnumerable<Statement> statements) =>
        statements.Any(statement => statement.Fragment.Expression is { } expression && IsOld(expression))
            ? Dialect.Of2014
            : Dialect.Current;

    private static bool IsOld(ObjectNode definition) =>
        (definition["type"] is StringNode && definition["data"] is ObjectNode)
        || (definition["union"] is not null && definition["discriminator"] is ObjectNode)
        || (definition["command"] is not null && (IsNo(definition["success-response"]) || IsNo(definition["gen"])));

    private static bool IsNo(Node? value) => value is StringNode { Value: "no" };
}
