using Qga.Agent.Linux.Commands.Trim;
using Qga.Agent.Linux.Tests.Support;
using Qga.Contracts;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Tests.Commands;

public sealed class TrimCommandsTests : IDisposable
{
    private readonly FakeMounts _mounts = new();
    private readonly FakeControl _control = new();

    public void Dispose()
    {
        _control.Dispose();
        _mounts.Dispose();
    }

    [Fact]
    public void Every_file_system_is_trimmed_whole_the_last_mounted_first()
    {
        string root = _mounts.Add("root", "8:1");
        _mounts.Add("run", "0:20", "tmpfs");
        string data = _mounts.Add("data", "8:17");

        IReadOnlyList<GuestFilesystemTrimResult> results = Trim(65536);

        Assert.Equal(["trim data 0 18446744073709551615 65536", "trim root 0 18446744073709551615 65536"], _control.Orders);
        Assert.Equal([data, root], results.Select(result => result.Path));
        Assert.All(results, result => Assert.Equal((12345L, 4096L, null), (result.Trimmed, result.Minimum, result.Error)));
    }

    [Fact]
    public void What_fails_says_why_and_the_others_go_on()
    {
        _mounts.Add("a", "8:1");
        _mounts.Add("b", "8:2");
        _mounts.Add("c", "8:3");
        Directory.Delete(_mounts.Add("d", "8:4"));
        _control.Refusals["b"] = Errno.EOPNOTSUPP;
        _control.Refusals["c"] = Errno.EROFS;

        IReadOnlyList<GuestFilesystemTrimResult> results = Trim(null);

        Assert.Equal(
            ["failed to open: No such file or directory", "failed to trim: Read-only file system", "trim not supported", null],
            results.Select(result => result.Error));
        Assert.Equal([null, null, null, 12345L], results.Select(result => result.Trimmed));
    }

    [Fact]
    public void Without_a_mount_list_nothing_is_trimmed() => Assert.Equal(
        "failed to open mtab file: '/proc/self/mounts'", new TrimCommands(_mounts.List, _control).GuestFstrim(default).Error?.Description);

    private IReadOnlyList<GuestFilesystemTrimResult> Trim(long? minimum) =>
        new TrimCommands(_mounts.List, _control).GuestFstrim(new() { Minimum = minimum }).Value!.Paths;
}
