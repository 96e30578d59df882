using System.Text;
using Qga.Agent.Linux.Commands.Filesystem;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Tests.Support;

/// <summary>A /proc of a test's own, whose mount points are plain folders.</summary>
internal sealed class FakeMounts : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qga-");
    private readonly StringBuilder _lines = new();

    public MountList List => new(_folder.FullName);

    public string Root => _folder.FullName;

    /// <summary>Mounts a file system.</summary>
    /// <returns>Its mount point.</returns>
    public string Add(string name, string device, string type = "ext4", bool isHidden = false)
    {
        string path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(path);
        Assert.True(Libc.Stat(Encoding.UTF8.GetBytes(path), out FileStatus status).IsSuccess);
        ulong id = (status.Mask & Libc.STATX_MNT_ID) != 0 ? status.MountId : 1;
        _lines.Append(null, $"{(isHidden ? id + 1 : id)} 1 {device} / {path} rw - {type} /dev/x rw\n");
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "self"));
        File.WriteAllText(Path.Combine(_folder.FullName, "self", "mountinfo"), _lines.ToString());
        return path;
    }

    /// <summary>Takes the mount table away, so that it cannot be read.</summary>
    public void Hide() => Directory.Delete(Path.Combine(_folder.FullName, "self"), recursive: true);

    public void Dispose() => _folder.Delete(recursive: true);
}
