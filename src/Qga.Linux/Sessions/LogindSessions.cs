using System.Globalization;
using Qga.Linux.Interop;

namespace Qga.Linux.Sessions;

/// <summary>Who is logged in, from the files that systemd-logind keeps for sd-login(3): a system without utmp has nothing else.</summary>
public static class LogindSessions
{
    /// <summary>Reads the session files.</summary>
    /// <param name="folder">As a rule /run/systemd/sessions.</param>
    /// <returns>The sessions of people, the oldest first: no greeters, no managers, none that is closing. A file that goes away meanwhile is passed over.</returns>
    public static List<LoginSession> Read(string folder)
    {
        List<LoginSession> sessions = [];
        Libc.ReadDirectory(folder, out List<string> names);
        foreach (string name in names)
        {
            // Beside each session there is a pipe <name>.ref, whose other end the session holds.
            if (!name.EndsWith(".ref", StringComparison.Ordinal)
                && WholeFile.Read($"{folder}/{name}", out byte[] content).IsSuccess
                && Session(Assignments.Parse(content)) is { } session)
            {
                sessions.Add(session);
            }
        }

        sessions.Sort((one, other) => one.Time.CompareTo(other.Time));
        return sessions;
    }

    private static LoginSession? Session(Dictionary<string, string> values) =>
        values.TryGetValue("USER", out string? user)
        && values.TryGetValue("CLASS", out string? kind) && kind.StartsWith("user", StringComparison.Ordinal)
        && values.GetValueOrDefault("STATE") != "closing"
        && long.TryParse(values.GetValueOrDefault("REALTIME"), NumberStyles.None, CultureInfo.InvariantCulture, out long microseconds)
            ? new(user, microseconds / 1e6)
            : null;
}
