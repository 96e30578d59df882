namespace Qapi;

/// <summary>Schema files on a disk.</summary>
public sealed class FileSources : ISourceProvider
{
    /// <inheritdoc/>
    public bool TryRead(string path, out string text)
    {
        text = "";
        try
        {
            text = File.ReadAllText(path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
