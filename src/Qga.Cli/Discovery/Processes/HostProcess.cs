namespace Qga.Cli.Discovery.Processes;

/// <summary>A process of this host.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Folder">Its folder in /proc.</param>
/// <param name="Words">Its command line, the program first.</param>
internal sealed record HostProcess(int Id, string Folder, IReadOnlyList<string> Words)
{
    /// <summary>The name of its program.</summary>
    public string Program => Path.GetFileName(Words[0]);

    /// <summary>
    /// A path of the process's as this one reaches it: relative ones begin at the working directory of the process, and a process in a container sees
    /// another root.
    /// </summary>
    public string Resolve(string path)
    {
        string full = path.StartsWith('/') ? path : Path.GetFullPath(path, ReadLink("cwd") ?? "/");
        return !File.Exists(full) && File.Exists($"{Folder}/root{full}") ? $"{Folder}/root{full}" : full;
    }

    private string? ReadLink(string name)
    {
        try
        {
            return new FileInfo($"{Folder}/{name}").LinkTarget;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
