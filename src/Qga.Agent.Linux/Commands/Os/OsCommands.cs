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
/// <param name="sessions">logind's session files, usually /run/systemd/sessions: for systems that write no utmp.</param>
internal sealed class OsCommands(IReadOnlyList<string> osRelease, string utmp, string sessions) : OsCommandsBase
{
    /// <inheritdoc/>
    public override CommandResult<GuestHostName> GuestGetHostName() => new GuestHostName { HostName = Libc.Uname().Node };

    /// <inheritdoc/>
    public override CommandResult<IReadOnlyList<GuestUser>> GuestGetUsers()
    {
        Errno error = ReadSessions(out List<LoginSession> found);
        if (!error.IsSuccess && error != Errno.ENOENT)
        {
            return QapiError.Generic(error.Describe("failed to read who is logged in"));
        }

        List<GuestUser> users = [];
        foreach (LoginSession session in found)
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
        // The C library takes UTC where it cannot read the zone's file, and does not tell why.
        using (KernelFile zoneFile = KernelFile.Open("/etc/localtime"))
        {
            if (zoneFile.Error.IsShortage)
            {
                return QapiError.Generic(zoneFile.Error.Describe("failed to read the time zone"));
            }
        }

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
        Errno error = ReadRelease(out Dictionary<string, string> values);
        if (!error.IsSuccess && error != Errno.ENOENT)
        {
            return QapiError.Generic(error.Describe("failed to read os-release"));
        }

        SystemNames names = Libc.Uname();
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

    private Errno ReadSessions(out List<LoginSession> found)
    {
        using FileContent records = WholeFile.Read(utmp);
        found = LoginRecords.Read(records.Bytes);

        // Where nothing writes utmp any more the file may still be there, without anybody in it.
        return found.Count == 0 && (records.Error.IsSuccess || records.Error == Errno.ENOENT) ? LogindSessions.Read(sessions, out found) : records.Error;
    }

    private Errno ReadRelease(out Dictionary<string, string> values)
    {
        values = [];
        Errno error = default;
        foreach (string path in osRelease)
        {
            using FileContent content = WholeFile.Read(path);
            error = content.Error;
            if (error.IsSuccess)
            {
                values = Assignments.Parse(content.Bytes);
            }

            if (error != Errno.ENOENT)
            {
                break;
            }
        }

        return error;
    }
}
