namespace Qga.Machines;

/// <summary>Where things are in the project's folder.</summary>
public static class Project
{
    /// <summary>The project's folder: the one with the solution in it.</summary>
    public static string Folder { get; } = FindFolder();

    /// <summary>The agent to be put into the guest: what the environment variable QGA_AGENT names, else the one that ./build makes.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static string Agent
    {
        get
        {
            string path = Environment.GetEnvironmentVariable("QGA_AGENT") is { Length: > 0 } given ? given : Path.Combine(Folder, "artifacts/bin/qemu-ga");
            return File.Exists(path) ? path : throw new FileNotFoundException("The agent has not been built: run ./build, or name one in QGA_AGENT.", path);
        }
    }

    /// <summary>The agent that Debian has of QEMU's, which reads the same command line.</summary>
    public static string DebianAgent => "/usr/sbin/qemu-ga";

    /// <summary>
    /// The host's tool: what the environment variable QGA_TOOL names, else the native one that ./build makes, else the one that is built with the checks.
    /// </summary>
    public static string Tool
    {
        get
        {
            string native = Path.Combine(Folder, "artifacts/bin/qga");
            return Environment.GetEnvironmentVariable("QGA_TOOL") is { Length: > 0 } given ? given
                : File.Exists(native) ? native
                : Path.Combine(Folder, "src/Qga.Cli/bin/Release/net10.0/qga");
        }
    }

    private static string FindFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Qga.slnx")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Qga.slnx.");
    }
}
