using Qga.Linux.Interop;

namespace Qga.Linux.SysFs;

/// <summary>Symbolic links of sysfs: relative, and straight to a directory of a device.</summary>
internal static class Links
{
    /// <summary>Follows a link.</summary>
    /// <returns>Where it leads; null if it is none.</returns>
    public static string? Resolve(string path)
    {
        if (!Libc.ReadLink(path, out string target).IsSuccess)
        {
            return null;
        }

        ReadOnlySpan<char> folder = Path.GetDirectoryName(path.AsSpan());
        ReadOnlySpan<char> rest = target;
        for (; rest.StartsWith("../"); rest = rest[3..])
        {
            folder = Path.GetDirectoryName(folder);
        }

        return $"{folder}/{rest}";
    }
}
