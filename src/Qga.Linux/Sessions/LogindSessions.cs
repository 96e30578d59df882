using System.Globalization;
using Qga.Linux.Interop;

namespace Qga.Linux.Sessions;

/// <summary>Who is logged in, from the files that systemd-logind keeps for sd-login(3): a system without utmp has nothing else.</summary>
public static class LogindSessions
{
    /// <summary>Reads the session files.</summary>
    /// <param name="folder">Usually /run/systemd/sessions.</param>
    /// <param name="sessions">
    /// The sessions of people, the oldest first: no greeters, no managers, none that is closing. A file that is removed meanwhile is ignored.
    /// </param>
    /// <returns>Why there may be more: the folder's error, or that of a file that is there.</returns>
    public static Errno Read(string folder, out List<LoginSession> sessions)
    {
        sessions = [];
        using KernelFile directory = KernelFile.Open(folder);
        DirectoryNames names = new(directory, stackalloc byte[DirectoryNames.Room]);
        while (names.Read())
        {
            // Beside each session there is a pipe <name>.ref, whose other end the session holds.
            if (names.Current.EndsWith(".ref"u8))
            {
                continue;
            }

            using KernelFile file = directory.Open(names.Current);
            using FileContent content = FileContent.Read(file);
            if (!content.Error.IsSuccess && content.Error != Errno.ENOENT)
            {
                return content.Error;
            }

            if (content.Error.IsSuccess && Session(Assignments.Parse(content.Bytes)) is { } session)
            {
                sessions.Add(session);
            }
        }

        sessions.Sort((one, other) => one.Time.CompareTo(other.Time));
        return names.Error;
    }

    private static LoginSession? Session(Dictionary<string, string> values) =>
        values.TryGetValue("USER", out string? user)
        && values.TryGetValue("CLASS", out string? kind) && kind.StartsWith("user", StringComparison.Ordinal)
        && values.GetValueOrDefault("STATE") != "closing"
        && long.TryParse(values.GetValueOrDefault("REALTIME"), NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds)
            ? new(user, microseconds / 1e6)
            : null;
}
