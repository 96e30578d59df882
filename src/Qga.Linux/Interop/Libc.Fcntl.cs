using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (fcntl.h).
public static partial class Libc
{
    public const int F_SETFD = 2;
    public const int F_GETFL = 3;
    public const int F_SETFL = 4;
    public const int FD_CLOEXEC = 1;

    // Declared with its optional argument fixed: on every ABI that this agent is built for an int is passed there as in a call without "...".
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FcntlCore(SafeDescriptor fd, int cmd, int arg);

    /// <summary>fcntl(2): O_NONBLOCK added to the open file, FD_CLOEXEC set on the descriptor.</summary>
    public static Errno SetNonBlockingCloseOnExec(SafeDescriptor descriptor)
    {
        int flags = FcntlCore(descriptor, F_GETFL, 0);
        return flags >= 0
            && FcntlCore(descriptor, F_SETFL, flags | O_NONBLOCK) == 0
            && FcntlCore(descriptor, F_SETFD, FD_CLOEXEC) == 0 ? default : Errno.Last;
    }
}
