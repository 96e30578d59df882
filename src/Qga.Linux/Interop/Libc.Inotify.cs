using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (sys/inotify.h); inotify(7).
public static partial class Libc
{
    public const uint IN_MOVED_TO = 0x80;
    public const uint IN_CREATE = 0x100;
    public const int IN_CLOEXEC = 0x80000;
    public const int IN_NONBLOCK = 0x800;

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    private static partial int InotifyInitCore(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int InotifyAddWatchCore(SafeDescriptor fd, string pathname, uint mask);

    /// <summary>inotify_init1(2): an invalid handle with <see cref="Errno.Last"/> where it fails.</summary>
    public static SafeDescriptor Inotify(int flags) => new(InotifyInitCore(flags));

    /// <summary>inotify_add_watch(2).</summary>
    /// <param name="inotify">From <see cref="Inotify"/>.</param>
    /// <param name="path">A file or directory that is there.</param>
    /// <param name="mask">The IN_… bits of what is to be told.</param>
    public static Errno AddWatch(SafeDescriptor inotify, string path, uint mask) =>
        InotifyAddWatchCore(inotify, path, mask) >= 0 ? default : Errno.Last;
}
