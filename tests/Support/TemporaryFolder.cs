namespace Qga.Support;

/// <summary>A folder that is gone afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Its path, short enough for a socket's address.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("qga-").FullName;

    /// <summary>A file's path.</summary>
    /// <param name="name">Its name in the folder.</param>
    /// <returns>The path.</returns>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
