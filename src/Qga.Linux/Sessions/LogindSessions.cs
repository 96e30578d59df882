using System.Globalization;

namespace Qga.Linux.Sessions;

/// <summary>Who is logged in, from the files that systemd-logind keeps for sd-login(3): a system without utmp has nothing else.</summary>
public static class LogindSessions
{
    /// <summary>Reads the session files.</summary>
    /// <param name="folder">Usually /run/systemd/sessions.</param>
    /// <returns>
    /// The sessions of people, the oldest first: no greeters, no managers, none that is closing. A file that is removed meanwhile is ignored.
    /// </returns>
    public static List<LoginSession> Read(string folder)
    {
        List<LoginSession> sessions = [];
        using KernelFile directory = KernelFile.Open(folder);
        DirectoryNames names = new(directory, stackalloc byte[DirectoryNames.Room]);
        while (names.Read())
        {
            // Beside each session there is a pipe <name>.ref, whose other end the session holds.
            if (!names.Current.EndsWith(".ref"u8) && Read(directory, names.Current) is { } session)
            {
                sessions.Add(session);
            }
        }

        sessions.Sort((one, other) => one.Time.CompareTo(other.Time));
        return sessions;
    }

    private static LoginSession? Read(KernelFile directory, ReadOnlySpan<byte> name)
    {
        using KernelFile file = directory.Open(name);
        using FileContent content = FileContent.Read(file);
        return content.Error.IsSuccess ? Session(Assignments.Parse(content.Bytes)) : null;
    }

    private static LoginSession? Session(Dictionary<string, string> values) =>
        values.TryGetValue("USER", out string? user)
        && values.TryGetValue("CLASS", out string? kind) && kind.StartsWith("user", StringComparison.Ordinal)
        && values.GetValueOrDefault("STATE") != "closing"
        && long.TryParse(values.GetValueOrDefault("REALTIME"), NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds)
            ? new(user, microseconds / 1e6)
            : null;
}
