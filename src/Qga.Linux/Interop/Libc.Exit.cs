using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

public static partial class Libc
{
    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitCore(int status);

    /// <summary>_exit(2): ends the process at once, whatever its threads do, without a word to the runtime.</summary>
    /// <param name="status">The exit status, 0 … 255.</param>
    public static void ExitImmediately(int status) => ExitCore(status);
}
