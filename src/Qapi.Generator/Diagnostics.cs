using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Qapi.Model;

namespace Qapi.Generator;

/// <summary>What the generator complains of.</summary>
internal static class Diagnostics
{
    private const string Category = "Qapi";

    /// <summary>QAPI001: the schema breaks a rule of its language.</summary>
    public static readonly DiagnosticDescriptor InvalidSchema = Error("QAPI001", "The schema is not valid");

    /// <summary>QAPI002: the project's settings for the generator make no sense.</summary>
    public static readonly DiagnosticDescriptor InvalidSettings = Error("QAPI002", "The generator's settings are not valid");

    /// <summary>QAPI003: the schema is valid, but cannot become C#.</summary>
    public static readonly DiagnosticDescriptor NoCode = Error("QAPI003", "The schema cannot become C#");

    /// <summary>A diagnostic that points into a schema file.</summary>
    public static Diagnostic At(DiagnosticDescriptor descriptor, SourceLocation location, string message)
    {
        var position = new LinePosition(Math.Max(location.Line - 1, 0), Math.Max(location.Column - 1, 0));
        return Diagnostic.Create(descriptor, Location.Create(location.File, default, new LinePositionSpan(position, position)), message);
    }

    private static DiagnosticDescriptor Error(string id, string title) =>
        new(id, title, "{0}", Category, DiagnosticSeverity.Error, isEnabledByDefault: true);
}
