namespace Qapi.Source;

/// <summary>Schema files on a disk.</summary>
/// <param name="root">The folder that paths are relative to; "": the current one.</param>
public sealed class FileSources(string root = "") : ISourceProvider
{
    /// <inheritdoc/>
    public bool TryRead(string path, out string text)
    {
        text = "";
        try
        {
            text = File.ReadAllText(Path.Combine(root, path));
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
