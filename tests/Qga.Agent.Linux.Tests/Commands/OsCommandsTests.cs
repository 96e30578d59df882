using System.Buffers.Binary;
using System.Text;
using Qga.Agent.Linux.Commands.Os;
using Qga.Contracts;
using Qga.Linux.Sessions;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class OsCommandsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("os-").FullName;
    private readonly OsCommands _commands;

    public OsCommandsTests()
    {
        _commands = new([$"{_folder}/etc", $"{_folder}/usr"], $"{_folder}/utmp", $"{_folder}/sessions");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_name_is_the_kernels() =>
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/hostname").TrimEnd('\n'), _commands.GuestGetHostName().Value!.HostName);

    [Fact]
    public void The_kernel_is_described_without_any_file()
    {
        GuestOSInfo info = _commands.GuestGetOsinfo().Value!;
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/osrelease").TrimEnd('\n'), info.KernelRelease);
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/version").TrimEnd('\n'), info.KernelVersion);
        Assert.NotEmpty(info.Machine!);
        Assert.Null(info.Id);
        Assert.Null(info.PrettyName);
    }

    [Fact]
    public void The_system_is_described_by_the_first_file_that_is_there()
    {
        File.WriteAllText($"{_folder}/usr", "ID=alpine\nNAME='Alpine Linux'\nVERSION=\n");
        GuestOSInfo info = _commands.GuestGetOsinfo().Value!;
        Assert.Equal(("alpine", "Alpine Linux", ""), (info.Id, info.Name, info.Version));
        File.WriteAllText($"{_folder}/etc", """
            PRETTY_NAME="Debian GNU/Linux 13 (trixie)"
            what is this
            NAME="Debian GNU/Linux"
            VERSION_ID="13"
            VERSION="13 (trixie)"
            VARIANT="Cloud"
            VARIANT_ID=cloud
            ID=debian
            """);
        info = _commands.GuestGetOsinfo().Value!;
        Assert.Equal(("debian", "Debian GNU/Linux", "Debian GNU/Linux 13 (trixie)"), (info.Id, info.Name, info.PrettyName));
        Assert.Equal(("13 (trixie)", "13", "Cloud", "cloud"), (info.Version, info.VersionId, info.Variant, info.VariantId));
    }

    [Fact]
    public void The_zone_is_that_of_the_C_library()
    {
        GuestTimezone zone = _commands.GuestGetTimezone().Value!;
        Assert.Equal((long)TimeZoneInfo.Local.GetUtcOffset(DateTimeOffset.UtcNow).TotalSeconds, zone.Offset);
        Assert.NotEmpty(zone.Zone!);
    }

    [Fact]
    public void Users_are_listed_once_by_their_earliest_login()
    {
        File.WriteAllBytes($"{_folder}/utmp",
        [
            .. Record(LoginRecords.UserProcess, "root", 300, 500_000),
            .. Record(2, "reboot", 1, 0),
            .. Record(LoginRecords.UserProcess, "kim", 200, 0),
            .. Record(LoginRecords.UserProcess, "root", 100, 250_000),
            .. Record(8, "gone", 50, 0),
            .. Record(LoginRecords.UserProcess, new string('x', 32), 400, 0),
            1, 2, 3,
        ]);
        Assert.Equal([("root", 100.25), ("kim", 200.0), (new string('x', 32), 400.0)], Users());
    }

    [Fact]
    public void Without_utmp_the_sessions_of_logind_count()
    {
        Assert.Empty(Users());
        Directory.CreateDirectory($"{_folder}/sessions");
        Session("4", "USER=kim\nSTATE=active\nCLASS=user\nREALTIME=3000000\n");
        Session("c1", "USER=gdm\nSTATE=active\nCLASS=greeter\nREALTIME=1000000\n");
        Session("2", "USER=root\nSTATE=online\nCLASS=user-early\nREALTIME=2500000\n");
        Session("3", "USER=left\nSTATE=closing\nCLASS=user\nREALTIME=2000000\n");
        Session("5", "USER=kim\nSTATE=active\nCLASS=user\nREALTIME=9000000\n");
        Session("6", "USER=root\nSTATE=active\nCLASS=manager\nREALTIME=1\n");
        Session("7", "nonsense");
        Session("4.ref", "USER=pipe\nCLASS=user\nREALTIME=1\n");
        Assert.Equal([("root", 2.5), ("kim", 3.0)], Users());
    }

    [Fact]
    public void A_utmp_without_users_counts_as_none()
    {
        File.WriteAllBytes($"{_folder}/utmp", []);
        Assert.Empty(Users());
        Directory.CreateDirectory($"{_folder}/sessions");
        Session("4", "USER=kim\nSTATE=active\nCLASS=user\nREALTIME=3000000\n");
        Assert.Equal([("kim", 3.0)], Users());

        File.WriteAllBytes($"{_folder}/utmp", Record(2, "reboot", 1, 0));
        Assert.Equal([("kim", 3.0)], Users());

        File.WriteAllBytes($"{_folder}/utmp", Record(LoginRecords.UserProcess, "root", 300, 0));
        Assert.Equal([("root", 300.0)], Users());
    }

    [Theory]
    [InlineData("utmp")]
    [InlineData("sessions/1")]
    public void What_cannot_be_read_is_not_nobody(string path)
    {
        // A folder opens, and reading it is an error.
        Directory.CreateDirectory($"{_folder}/{path}");
        Assert.Equal("failed to read who is logged in: Is a directory", _commands.GuestGetUsers().Error?.Description);
    }

    [Fact]
    public void A_description_that_cannot_be_read_is_an_error_and_not_another_files()
    {
        Directory.CreateDirectory($"{_folder}/etc");
        File.WriteAllText($"{_folder}/usr", "ID=alpine\n");
        Assert.Equal("failed to read os-release: Is a directory", _commands.GuestGetOsinfo().Error?.Description);
    }

    private (string User, double Time)[] Users() => [.. _commands.GuestGetUsers().Value!.Select(user => (user.User, user.LoginTime))];

    private void Session(string name, string content) => File.WriteAllText($"{_folder}/sessions/{name}", content);

    private static byte[] Record(short type, string user, int seconds, int microseconds)
    {
        byte[] record = new byte[LoginRecords.RecordSize];
        BinaryPrimitives.WriteInt16LittleEndian(record.AsSpan(LoginRecords.TypeOffset), type);
        Encoding.ASCII.GetBytes(user, record.AsSpan(LoginRecords.UserOffset));
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(LoginRecords.TimeOffset), seconds);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(LoginRecords.TimeOffset + (LoginRecords.TimeSize / 2)), microseconds);

        // What follows the name is another field, and must not become part of it.
        record[LoginRecords.UserOffset + LoginRecords.UserLength] = (byte)'h';
        return record;
    }
}
