using Qga.Linux.Interop;

namespace Qga.Linux;

/// <summary>Permission bits of new files and directories, of which the umask takes some away; inode(7).</summary>
public static class FilePermissions
{
    /// <summary>0600.</summary>
    public const uint ReadWriteForOwner = Libc.S_IRUSR | Libc.S_IWUSR;

    /// <summary>0700.</summary>
    public const uint AllForOwner = Libc.S_IRWXU;

    /// <summary>0666.</summary>
    public const uint ReadWriteForAll = ReadWriteForOwner | Libc.S_IRGRP | Libc.S_IWGRP | Libc.S_IROTH | Libc.S_IWOTH;
}
