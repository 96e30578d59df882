using Qga.Linux.ProcFs;

namespace Qga.Linux.Tests.ProcFs;

public sealed class NamespaceMountsTests : IDisposable
{
    private readonly TemporaryDirectory _proc = new();

    public void Dispose() => _proc.Dispose();

    [Fact]
    public void What_another_namespace_sees_alone_is_added_with_a_path_that_leads_there()
    {
        Process("self", "shared", "21 1 8:1 / / rw - ext4 /dev/a rw\n");
        Process("1", "shared", "21 1 8:1 / / rw - ext4 /dev/a rw\n22 1 8:9 / /never rw - ext4 /dev/never rw\n");
        Process("20", "other", "31 1 8:1 / / rw - ext4 /dev/a rw\n32 1 7:0 / /box rw - xfs /dev/loop0 rw\n");
        Process("21", "other", "31 1 7:9 / /same rw - xfs /dev/same rw\n");
        List<MountedFilesystem> filesystems = MountTable.Parse("21 1 8:1 / / rw - ext4 /dev/a rw\n"u8);

        NamespaceMounts.AddTo(_proc.Path, filesystems);

        // Which of 20 and 21 comes first, the directory decides.
        Assert.Equal(2, filesystems.Count);
        Assert.True(filesystems[1].MountPoint == $"{_proc.Path}/20/root/box" || filesystems[1].MountPoint == $"{_proc.Path}/21/root/same");
    }

    [Fact]
    public void Without_a_namespace_of_its_own_nothing_is_added()
    {
        Process("20", "other", "32 1 7:0 / /box rw - xfs /dev/loop0 rw\n");
        List<MountedFilesystem> filesystems = [];

        NamespaceMounts.AddTo(_proc.Path, filesystems);

        Assert.Empty(filesystems);
    }

    [Fact]
    public void Real_processes_do_not_break_it()
    {
        Assert.True(MountTable.Read("/proc", out List<MountedFilesystem> filesystems).IsSuccess);
        int own = filesystems.Count;

        NamespaceMounts.AddTo("/proc", filesystems);

        Assert.All(filesystems.Skip(own), filesystem => Assert.StartsWith("/proc/", filesystem.MountPoint));
        Assert.Equal(filesystems.Count, filesystems.Select(filesystem => filesystem.Device).Distinct().Count());
    }

    private void Process(string name, string space, string mounts)
    {
        _proc.Write($"spaces/{space}", "");
        _proc.Link($"{name}/ns/mnt", $"../../spaces/{space}");
        _proc.Write($"{name}/mountinfo", mounts);
    }
}
