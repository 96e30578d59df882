using Qga.Cli.Guests;

namespace Qga.Cli.Discovery;

/// <summary>The guests that the user has named in a file.</summary>
/// <param name="path">The file.</param>
internal sealed class FileSource(string path) : IGuestSource
{
    public ValueTask<IReadOnlyList<Guest>> FindAsync(Action<string> notice, CancellationToken cancellationToken) => ValueTask.FromResult(GuestsFile.Read(path));
}
