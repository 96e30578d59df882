using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Linux.Sessions;

namespace Qga.Agent.Linux.Commands.Os;

/// <summary>The guest's host name, operating system, time zone, and logged-in users.</summary>
/// <param name="osRelease">Paths of os-release(5); the first that exists is read.</param>
/// <param name="utmp">Usually /run/utmp.</param>
/// <param name="sessions">logind's session files, usually /run/systemd/sessions: for systems without utmp.</param>
internal sealed class OsCommands(IReadOnlyList<string> osRelease, string utmp, string sessions) : OsCommandsBase
{
    /// <inheritdoc/>
    public override CommandResult<GuestHostName> GuestGetHostName() => new GuestHostName { HostName = Libc.Uname().Node };

    /// <inheritdoc/>
    public override CommandResult<IReadOnlyList<GuestUser>> GuestGetUsers()
    {
        List<GuestUser> users = [];
        using FileContent records = WholeFile.Read(utmp);
        foreach (LoginSession session in records.Error.IsSuccess ? LoginRecords.Read(records.Bytes) : LogindSessions.Read(sessions))
        {
            int place = 0;
            while (place < users.Count && users[place].User != session.User)
            {
                place++;
            }

            if (place == users.Count)
            {
                users.Add(new() { User = session.User, LoginTime = session.Time });
            }
            else if (session.Time < users[place].LoginTime)
            {
                users[place] = new() { User = session.User, LoginTime = session.Time };
            }
        }

        return users;
    }

    /// <inheritdoc/>
    public override CommandResult<GuestTimezone> GuestGetTimezone()
    {
        // The zone may have been changed since the agent's start; localtime_r need not look (localtime(3)).
        Libc.TzSet();
        CalendarTime now = Libc.LocalTime(DateTimeOffset.UtcNow.ToUnixTimeSeconds());

        string? name = Libc.ZoneName(now);

        // glibc takes UTC where TZ names no zone, and calls it what could be a name in the text: "Nowhere" of Nowhere/City, nothing of AB3.
        bool isUnnamed = name is ""
            || (now.Offset == 0
                && Environment.GetEnvironmentVariable("TZ") is { } zone
                && !ZoneVariable.NamesZone(zone, Environment.GetEnvironmentVariable("TZDIR") ?? "/usr/share/zoneinfo"));
        return new GuestTimezone { Zone = isUnnamed ? "UTC" : name, Offset = now.Offset };
    }

    /// <inheritdoc/>
    public override CommandResult<GuestOSInfo> GuestGetOsinfo()
    {
        SystemNames names = Libc.Uname();
        Dictionary<string, string> values = OsRelease();
        return new GuestOSInfo
        {
            KernelRelease = names.Release,
            KernelVersion = names.Version,
            Machine = names.Machine,
            Id = values.GetValueOrDefault("ID"),
            Name = values.GetValueOrDefault("NAME"),
            PrettyName = values.GetValueOrDefault("PRETTY_NAME"),
            Version = values.GetValueOrDefault("VERSION"),
            VersionId = values.GetValueOrDefault("VERSION_ID"),
            Variant = values.GetValueOrDefault("VARIANT"),
            VariantId = values.GetValueOrDefault("VARIANT_ID"),
        };
    }

    private Dictionary<string, string> OsRelease()
    {
        foreach (string path in osRelease)
        {
            using FileContent content = WholeFile.Read(path);
            if (content.Error.IsSuccess)
            {
                return Assignments.Parse(content.Bytes);
            }
        }

        return [];
    }
}
