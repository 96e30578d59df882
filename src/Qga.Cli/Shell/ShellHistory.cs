namespace Qga.Cli.Shell;

/// <summary>
/// The lines that were typed, kept for the next time in <c>~/.local/state/qga/history</c>, or below <c>$XDG_STATE_HOME</c>. Lines that carry a secret are
/// not kept, nor those that begin with a blank, as in other shells.
/// </summary>
internal sealed class ShellHistory
{
    private const int Limit = 1000;

    private readonly string? _path;
    private readonly List<string> _lines = [];

    /// <param name="path">The file; null: nothing is kept for the next time.</param>
    public ShellHistory(string? path)
    {
        _path = path;
        if (path is not null && File.Exists(path))
        {
            _lines.AddRange(File.ReadLines(path).TakeLast(Limit));
        }
    }

    /// <summary>Where the file is, whether or not it exists.</summary>
    public static string DefaultPath => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } folder
            ? folder
            : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".local", "state"),
        "qga",
        "history");

    /// <summary>The lines, the oldest first.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Keeps a line.</summary>
    public void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line) || line[0] == ' ' || line.Contains("password", StringComparison.OrdinalIgnoreCase) || (_lines.Count > 0
            && _lines[^1] == line))
        {
            return;
        }

        _lines.Add(line);
    }

    /// <summary>Writes the file, for this user alone.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save()
    {
        if (_path is null)
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using StreamWriter writer = new(_path, options);
        foreach (string line in _lines.TakeLast(Limit))
        {
            writer.WriteLine(line);
        }
    }
}
