using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (sys/mman.h); mlock(2).
public static partial class Libc
{
    public const int MCL_CURRENT = 1;
    public const int MCL_ONFAULT = 4;

    [LibraryImport("libc", EntryPoint = "mlock", SetLastError = true)]
    internal static partial int Mlock(nint addr, nuint length);

    [LibraryImport("libc", EntryPoint = "mlockall", SetLastError = true)]
    internal static partial int MlockAll(int flags);

    [LibraryImport("libc", EntryPoint = "munlockall", SetLastError = true)]
    internal static partial int MunlockAll();
}
