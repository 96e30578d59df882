using Qga.Linux.Interop;

namespace Qga.Linux.SysFs;

/// <summary>Symbolic links of sysfs: relative, and straight to a directory of a device.</summary>
internal static class Links
{
    /// <summary>Follows a link.</summary>
    /// <param name="path">The link.</param>
    /// <param name="shortage">Told why it could not be read.</param>
    /// <returns>Where it leads; null if it is none.</returns>
    public static string? Resolve(string path, Shortage? shortage = null)
    {
        Errno error = Libc.ReadLink(path, out string target);
        if (!error.IsSuccess)
        {
            shortage?.Note(error);
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
