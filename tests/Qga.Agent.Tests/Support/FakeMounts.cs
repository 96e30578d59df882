using System.Text;
using Qga.Agent.Commands.Filesystem;
using Qga.Linux.Interop;

namespace Qga.Agent.Tests.Support;

/// <summary>A /proc of a test's own, whose mount points are plain folders.</summary>
internal sealed class FakeMounts : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("qga-");
    private readonly StringBuilder lines = new();

    public MountList List => new(folder.FullName);

    public string Root => folder.FullName;

    /// <summary>Mounts a file system.</summary>
    /// <returns>Its mount point.</returns>
    public string Add(string name, string device, string type = "ext4", bool isHidden = false)
    {
        string path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(path);
        Assert.True(Libc.Stat(Encoding.UTF8.GetBytes(path), out FileStatus status).IsSuccess);
        ulong id = (status.Mask & Libc.STATX_MNT_ID) != 0 ? status.MountId : 1;
        lines.Append(null, $"{(isHidden ? id + 1 : id)} 1 {device} / {path} rw - {type} /dev/x rw\n");
        Directory.CreateDirectory(Path.Combine(folder.FullName, "self"));
        File.WriteAllText(Path.Combine(folder.FullName, "self", "mountinfo"), lines.ToString());
        return path;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
