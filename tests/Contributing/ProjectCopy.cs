using System.Diagnostics;
using Qga.Support;

namespace Contributing;

/// <summary>The project's files as they are, without what builds have made, in a folder of their own.</summary>
internal sealed class ProjectCopy : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(20);

    // Nothing is installed, nor are packages looked for elsewhere than where the restore of ./test has put them.
    private static readonly Dictionary<string, string?> s_environment = new()
    {
        ["QGA_NO_INSTALL"] = "1",
        ["NuGetAudit"] = "false",
        ["Configuration"] = "Release",
    };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("contributing-");

    public ProjectCopy()
    {
        string root = ProjectFolder.Root;
        (int status, string files) = Run("git ls-files -z --cached --others --exclude-standard", root);
        Assert.True(status == 0, files);
        foreach (string file in files.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Combine(root, file))))
        {
            string copy = Path.Combine(_folder.FullName, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(root, file), copy);
        }
    }

    public string Folder => _folder.FullName;

    /// <summary>Runs a shell script in the copy, for twenty minutes at most.</summary>
    /// <returns>Its exit status, and what it has written.</returns>
    public (int Status, string Output) Run(string script) => Run(script, Folder);

    public void Dispose() => _folder.Delete(recursive: true);

    private static (int Status, string Output) Run(string script, string folder)
    {
        // Into a file, as the compiler's server and others live on with what they were given as output.
        string log = Path.GetTempFileName();
        try
        {
            ProcessStartInfo start = new("bash", ["-c", $"exec >'{log}' 2>&1 </dev/null\n{script}"]) { WorkingDirectory = folder };
            foreach ((string name, string? value) in s_environment)
            {
                start.Environment[name] = value;
            }

            using Process process = Process.Start(start)!;
            if (!process.WaitForExit(s_limit))
            {
                process.Kill(entireProcessTree: true);
                return (-1, $"ended after {s_limit.TotalMinutes} minutes:\n{File.ReadAllText(log)}");
            }

            return (process.ExitCode, File.ReadAllText(log));
        }
        finally
        {
            File.Delete(log);
        }
    }
}
