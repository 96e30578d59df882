using Qga.Linux.Interop;

namespace Qga.Linux;

/// <summary>Who can change files that this process relies on.</summary>
public static class FileTrust
{
    /// <summary>
    /// Whether nobody can change a file but root and this process's own user: it belongs to one of them, and others cannot write to it. In a directory with
    /// the sticky bit others can make files, but not replace those of root.
    /// </summary>
    public static bool IsTrusted(in FileStatus status)
    {
        uint others = Libc.S_IWOTH | (status.Gid == 0 || status.Gid == Libc.EffectiveGid() ? 0 : Libc.S_IWGRP);
        bool isShared = status.Type == Libc.S_IFDIR && (status.Mode & Libc.S_ISVTX) != 0;
        return (status.Uid == 0 || status.Uid == Libc.EffectiveUid()) && (isShared || (status.Mode & others) == 0);
    }

    /// <summary>Looks for a part of a path, directory or file, that others can change.</summary>
    /// <param name="name">A path without links.</param>
    /// <param name="untrusted">The path up to the part; null if there is none.</param>
    /// <returns>Why a part cannot be looked at.</returns>
    public static Errno FindUntrusted(string name, out string? untrusted)
    {
        untrusted = null;
        for (int end = 1; end <= name.Length && untrusted is null; end = EndOfNext(name, end))
        {
            Errno error = LinklessPath.Open(name[..end], Libc.O_PATH | Libc.O_CLOEXEC, 0, out SafeDescriptor part);
            using (part)
            {
                FileStatus status = default;
                error = error.IsSuccess ? Libc.Stat(part, out status) : error;
                if (!error.IsSuccess)
                {
                    return error;
                }

                untrusted = IsTrusted(status) ? null : name[..end];
            }
        }

        return default;
    }

    private static int EndOfNext(string name, int end)
    {
        int slash = end < name.Length ? name.IndexOf('/', end + 1) : end + 1;
        return slash < 0 ? name.Length : slash;
    }
}
