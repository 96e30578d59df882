namespace Qga.Agent.Linux.Tests.Support;

/// <summary>A folder of shell scripts that stand for the system's programs and note in a file that they were called.</summary>
internal sealed class FakePrograms : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("programs-").FullName;

    /// <summary>The calls so far, one line each: the program's name and its arguments.</summary>
    public string[] Calls => File.Exists(Notes) ? File.ReadAllLines(Notes) : [];

    private string Notes => $"{Folder}/calls";

    public void Add(string name, string script)
    {
        string path = $"{Folder}/{name}";
        File.WriteAllText(path, $"#!/bin/sh\necho \"{name} $*\" | sed 's/ *$//' >>'{Notes}'\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
