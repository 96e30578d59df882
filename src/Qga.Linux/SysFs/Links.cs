using Qga.Linux.Interop;

namespace Qga.Linux.SysFs;

/// <summary>Symbolic links of sysfs: relative, and straight to a directory of a device.</summary>
internal static class Links
{
    /// <summary>Follows a link.</summary>
    /// <param name="path">The link's path.</param>
    /// <returns>Where it leads; null if it is none.</returns>
    public static string? Resolve(string path) =>
        Libc.ReadLink(path, out string target).IsSuccess ? Path.GetFullPath(target, Path.GetDirectoryName(path)!) : null;
}
