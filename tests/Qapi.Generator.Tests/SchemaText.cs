using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Qapi.Generator.Tests;

/// <summary>A schema file as the compiler hands it over.</summary>
/// <param name="path">Its full path.</param>
/// <param name="text">What it holds.</param>
internal sealed class SchemaText(string path, string text) : AdditionalText
{
    /// <inheritdoc/>
    public override string Path => path;

    /// <summary>A file on disk.</summary>
    public static SchemaText FromFile(string path) => new(System.IO.Path.GetFullPath(path), File.ReadAllText(path));

    /// <summary>All schema files of a folder and those below it.</summary>
    public static IEnumerable<SchemaText> FromFolder(string folder) =>
        Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(FromFile);

    /// <inheritdoc/>
    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}
