using System.Globalization;
using Qga.Linux.Interop;

namespace Qga.Linux;

/// <summary>
/// Files by the one absolute path that leads to them without symbolic links. A path can be resolved to it, judged, and opened by it: whoever changes links
/// meanwhile makes the opening fail, or finds the file opened that was judged.
/// </summary>
public static class LinklessPath
{
    private const int PlaceFlags = Libc.O_PATH | Libc.O_CLOEXEC;

    /// <summary>Finds out where a path leads. Nothing is opened that notices it, as a device or a pipe would.</summary>
    /// <param name="path">The path; if relative, to the working directory.</param>
    /// <param name="mayBeNew">Whether it may lead to a file that is not there, in a directory that is.</param>
    /// <param name="name">The path without links.</param>
    /// <returns>What went wrong. EINVAL for a path with a NUL, which would end it early.</returns>
    public static Errno Resolve(string path, bool mayBeNew, out string name)
    {
        name = "";
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return Errno.EINVAL;
        }

        Errno error = Resolve(NativeText.Encode(path), out name);
        int slash = path.LastIndexOf('/');
        string last = path[(slash + 1)..];
        if (error != Errno.ENOENT || !mayBeNew || last is "" or "." or "..")
        {
            return error;
        }

        error = Resolve(NativeText.Encode(slash < 0 ? "." : path[..(slash + 1)]), out string directory);
        name = directory == "/" ? $"/{last}" : $"{directory}/{last}";
        return error;
    }

    /// <summary>Finds out where the path of a file that is there leads.</summary>
    public static Errno Resolve(ReadOnlySpan<byte> path, out string name)
    {
        name = "";
        using SafeDescriptor file = Libc.Open(path, PlaceFlags);
        if (file.IsInvalid)
        {
            return Errno.Last;
        }

        // proc_pid_fd(5). A file that has no path, such as a pipe, has a name without a slash at its beginning; that of one that is gone does not open.
        Errno error = Libc.ReadLink(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.Number}"), out name);
        return error.IsSuccess && name is not ['/', ..] ? Errno.ENXIO : error;
    }

    /// <summary>A path without <c>.</c>, <c>..</c> and empty parts, as its text has it; relative paths are taken to start at the root.</summary>
    public static string Normalize(string path)
    {
        string name = "";
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            name = part switch
            {
                "." => name,
                ".." => name[..Math.Max(name.LastIndexOf('/'), 0)],
                _ => $"{name}/{part}",
            };
        }

        return name.Length == 0 ? "/" : name;
    }

    /// <summary>open(2) that fails wherever the path meets a symbolic link: with ENOTDIR, or ELOOP at its end.</summary>
    /// <param name="name">A path from <see cref="Resolve(string, bool, out string)"/>.</param>
    /// <param name="flags">O_… flags.</param>
    /// <param name="mode">Permissions of a file that is made.</param>
    /// <param name="file">The file; invalid where it fails.</param>
    public static Errno Open(string name, int flags, uint mode, out SafeDescriptor file)
    {
        SafeDescriptor directory = Libc.Open("/", PlaceFlags);
        Errno error = directory.IsInvalid ? Errno.Last : default;
        int start = 1;
        for (int slash = name.IndexOf('/', start); slash >= 0 && error.IsSuccess; slash = name.IndexOf('/', start))
        {
            SafeDescriptor next = Libc.OpenAt(directory, name[start..slash], PlaceFlags | Libc.O_DIRECTORY | Libc.O_NOFOLLOW);
            error = next.IsInvalid ? Errno.Last : default;
            directory.Dispose();
            directory = next;
            start = slash + 1;
        }

        file = new();
        if (error.IsSuccess)
        {
            file = Libc.OpenAt(directory, start == name.Length ? "." : name[start..], flags | Libc.O_NOFOLLOW, mode);
            error = file.IsInvalid ? Errno.Last : default;
        }

        directory.Dispose();
        return error;
    }
}
