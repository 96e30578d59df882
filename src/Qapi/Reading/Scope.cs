using Qapi.Errors;
using Qapi.Model;
using Qapi.Parsing;

namespace Qapi.Reading;

/// <summary>What the reading of a definition needs to know of its surroundings.</summary>
/// <param name="Errors">Takes the errors.</param>
/// <param name="Pragmas">The schema's pragmas.</param>
/// <param name="Dialect">The schema's dialect.</param>
/// <param name="Enclosing">The definition, as <c>command 'guest-ping'</c>.</param>
/// <param name="Name">Its name.</param>
internal sealed record Scope(ErrorList Errors, Pragmas Pragmas, Dialect Dialect, string Enclosing, string Name)
{
    /// <summary>Whether the schema is of 2014.</summary>
    public bool IsOld => Dialect == Dialect.Of2014;

    /// <summary>Reports an error of the definition.</summary>
    public void Error(SourceLocation location, string message) => Errors.Add(location, Enclosing, message);

    /// <summary>Reports keys that an object must have and has not, and those it has and may not.</summary>
    /// <param name="node">The object.</param>
    /// <param name="what">What it is, in a message: <c>member 'x'</c>; "" for the definition itself.</param>
    /// <param name="required">The keys it must have.</param>
    /// <param name="optional">The keys it may have.</param>
    public void CheckKeys(ObjectNode node, string what, string[] required, params string[] optional)
    {
        foreach (string key in required.Where(key => node.Find(key) is null))
        {
            Error(node.Location, $"{Prefix(what)}the key '{key}' is missing");
        }

        foreach (Entry entry in node.Entries.Where(entry => !required.Contains(entry.Key) && !optional.Contains(entry.Key)))
        {
            Error(entry.Location, $"{Prefix(what)}unknown key '{entry.Key}'");
        }
    }

    /// <summary>Reports a name that breaks the rules.</summary>
    /// <param name="location">Where it stands.</param>
    /// <param name="name">The name.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="what">What it is, in a message: <c>member 'x'</c>; "" for the definition itself.</param>
    public void CheckName(SourceLocation location, string name, NameKind kind, string what)
    {
        Freedom freedom = kind switch
        {
            _ when IsOld => Freedom.Full,
            NameKind.Command when Pragmas.CommandNames.Contains(name) => Freedom.Underscores,
            NameKind.Member or NameKind.EnumValue when Pragmas.MemberNames.Contains(Name) => Freedom.Full,
            _ => Freedom.None,
        };
        if (Names.Fault(name, kind, freedom) is { } fault)
        {
            Error(location, $"{Prefix(what)}the name {fault}");
        }
    }

    private static string Prefix(string what) => what.Length == 0 ? "" : what + ": ";
}
