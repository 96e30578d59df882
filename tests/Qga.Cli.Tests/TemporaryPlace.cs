namespace Qga.Cli.Tests;

/// <summary>A folder of a test's, gone with it.</summary>
internal sealed class TemporaryPlace : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("qga-cli-").FullName;

    /// <summary>Writes a file below the folder, with its folders.</summary>
    public string Write(string name, string content)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Makes a process of a made-up /proc.</summary>
    public void AddProcess(int id, params string[] words) => Write($"proc/{id}/cmdline", string.Join('\0', words) + "\0");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
