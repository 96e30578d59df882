namespace Qga.Cli.Adoption;

/// <summary>Agents that were unpacked from archives, for as long as a verb runs.</summary>
internal sealed class AgentScratch
{
    private readonly List<string> _paths = [];

    /// <summary>Writes a stream to a temporary file.</summary>
    /// <returns>Its path.</returns>
    public async Task<string> KeepAsync(Stream content, CancellationToken cancellationToken)
    {
        string path = Path.GetTempFileName();
        _paths.Add(path);
        FileStream file = new(path, FileMode.Create);
        await using (file.ConfigureAwait(false))
        {
            await content.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
        }

        return path;
    }

    /// <summary>Removes them.</summary>
    public void Clear() => _paths.ForEach(File.Delete);
}
