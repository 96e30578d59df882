using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (unistd.h); uname(2), sysconf(3), getloadavg(3).
public static partial class Libc
{
    public const int _SC_CLK_TCK = 2;

    /// <summary>The length of each of the texts in struct utsname, with the zero at its end.</summary>
    public const int SystemNameLength = 65;

    [LibraryImport("libc", EntryPoint = "uname", SetLastError = true)]
    private static unsafe partial int UnameCore(byte* names);

    [LibraryImport("libc", EntryPoint = "sysconf")]
    private static partial nint SysConfCore(int name);

    [LibraryImport("libc", EntryPoint = "getloadavg")]
    private static unsafe partial int GetLoadAverageCore(double* averages, int count);

    /// <summary>uname(2).</summary>
    public static unsafe SystemNames Uname()
    {
        byte* names = stackalloc byte[6 * SystemNameLength];
        _ = UnameCore(names);
        return new(Text(1), Text(2), Text(3), Text(4));

        string Text(int index) => Marshal.PtrToStringUTF8((nint)(names + (index * SystemNameLength)))!;
    }

    /// <summary>sysconf(_SC_CLK_TCK): how many ticks of /proc/stat a second has.</summary>
    public static long TicksPerSecond() => SysConfCore(_SC_CLK_TCK);

    /// <summary>getloadavg(3): over the last 1, 5 and 15 minutes.</summary>
    /// <param name="averages">Room for three.</param>
    public static unsafe bool TryGetLoadAverage(Span<double> averages)
    {
        fixed (double* start = averages)
        {
            return GetLoadAverageCore(start, averages.Length) == averages.Length;
        }
    }
}

/// <summary>What the kernel says of itself and the machine; uname(2).</summary>
/// <param name="Node">The host name.</param>
/// <param name="Release">The kernel's release.</param>
/// <param name="Version">When and how it was built.</param>
/// <param name="Machine">The processor's kind.</param>
public sealed record SystemNames(string Node, string Release, string Version, string Machine);
