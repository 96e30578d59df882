using System.Text;
using Qapi.Model;

namespace Qapi.Errors;

/// <summary>What is wrong with a schema.</summary>
/// <param name="Location">Where it is wrong.</param>
/// <param name="IncludedFrom">The directives that led to that file, the nearest first; empty in the main file.</param>
/// <param name="Enclosing">The definition that it is part of, as <c>command 'guest-ping'</c>; null outside of definitions.</param>
/// <param name="Message">What is wrong, without a full stop.</param>
public sealed record SchemaError(SourceLocation Location, EquatableArray<SourceLocation> IncludedFrom, string? Enclosing, string Message)
{
    /// <summary>The text for people: <c>file:line:column: definition: message</c>, then a line for each directive on the way.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Location.File}:{Location.Line}:{Location.Column}: ");
        if (Enclosing is not null)
        {
            text.Append(Enclosing).Append(": ");
        }

        text.Append(Message);
        foreach (SourceLocation from in IncludedFrom)
        {
            text.Append($"\n    included from {from.File}:{from.Line}");
        }

        return text.ToString();
    }
}
