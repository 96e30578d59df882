namespace Qga.Support;

/// <summary>Where the project that the tests belong to is checked out.</summary>
public static class ProjectFolder
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file of the project.</summary>
    /// <param name="path">Its path from <see cref="Root"/>.</param>
    public static string PathOf(string path) => Path.Combine(Root, path);

    private static string Find()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Qga.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests do not run inside of the project");
        }

        return folder;
    }
}
