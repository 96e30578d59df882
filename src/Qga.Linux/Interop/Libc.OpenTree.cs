using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (linux/mount.h); open_tree(2).
public static partial class Libc
{
    public const uint OPEN_TREE_CLONE = 1;
    private const long SYS_open_tree = 428;

    // The C library has no function for it before 2.36. Declared with its arguments fixed, as in FsIoctlCore.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static unsafe partial nint OpenTreeCore(nint number, SafeDescriptor dirfd, byte* pathname, nuint flags);

    /// <summary>
    /// open_tree(2) of an open directory with OPEN_TREE_CLONE: a mount of its own that no namespace has, gone with the descriptor. An invalid handle with
    /// <see cref="Errno.Last"/> where it fails; ENOSYS before Linux 5.2, EPERM without CAP_SYS_ADMIN.
    /// </summary>
    public static unsafe SafeDescriptor CloneTree(SafeDescriptor directory)
    {
        byte empty = 0;
        return new((int)OpenTreeCore((nint)SYS_open_tree, directory, &empty, OPEN_TREE_CLONE | AT_EMPTY_PATH | (nuint)O_CLOEXEC));
    }
}
