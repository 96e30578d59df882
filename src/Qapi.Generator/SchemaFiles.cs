using Qapi.Model;
using Qapi.Source;

namespace Qapi.Generator;

/// <summary>A file that the compiler was handed.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Text">What it holds.</param>
internal sealed record SchemaFile(string Path, string Text);

/// <summary>Gives the schema's reader the files that the compiler was handed: a generator must not touch the disk.</summary>
internal sealed class SchemaFiles(EquatableArray<SchemaFile> files) : ISourceProvider
{
    private readonly Dictionary<string, string> _texts = files
        .GroupBy(file => Normal(file.Path))
        .ToDictionary(same => same.Key, same => same.First().Text, StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool TryRead(string path, out string text) => _texts.TryGetValue(Normal(path), out text);

    /// <summary>One spelling for each path: with slashes, without <c>.</c> and <c>..</c>.</summary>
    private static string Normal(string path)
    {
        var parts = new List<string>();
        foreach (string part in path.Replace('\\', '/').Split('/'))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join("/", parts);
    }
}
