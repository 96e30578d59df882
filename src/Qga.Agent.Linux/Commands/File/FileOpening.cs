using Qapi.Runtime.Errors;
using Qga.Agent.Policy;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.File;

/// <summary>
/// Opens files as fopen(3) does, but never waits for a device or the other end of a pipe. Unlike QEMU's agent it honours the umask: not everybody may write
/// to a file that root creates.
/// </summary>
internal static class FileOpening
{
    /// <param name="path">The path as the client gave it.</param>
    /// <param name="mode">A mode of fopen(3).</param>
    /// <param name="rules">Which files may be opened how; null: every one.</param>
    /// <param name="file">The file.</param>
    public static QapiError? Open(string path, string mode, FileRules? rules, out SafeDescriptor? file)
    {
        file = null;
        if (FlagsOf(mode) is not { } flags)
        {
            return QapiError.Generic($"invalid file open mode '{mode}'");
        }

        Errno error = default;
        string place = path;
        if (rules is not null && Judge(path, flags, rules, out place, out error) is { } refusal)
        {
            return QapiError.Generic($"failed to open file '{path}' (mode: '{mode}'): {refusal}");
        }

        SafeDescriptor opened = new();
        error = error.IsSuccess ? Open(place, rules is { HasPaths: true }, flags, out opened) : error;
        if (!error.IsSuccess)
        {
            return QapiError.Generic(error.Describe($"failed to open file '{path}' (mode: '{mode}')"));
        }

        file = opened;
        return null;
    }

    /// <summary>Judges how a file would be opened, and opens nothing.</summary>
    /// <param name="path">The path as the client gives it.</param>
    /// <param name="mode">A mode of fopen(3).</param>
    /// <param name="rules">Which files may be opened how.</param>
    /// <param name="place">Where the path leads.</param>
    /// <returns>The rule that refuses it, for people; null if none does.</returns>
    public static string? Judge(string path, string mode, FileRules rules, out string place)
    {
        place = path;
        return FlagsOf(mode) is { } flags ? Judge(path, flags, rules, out place, out _) : null;
    }

    private static string? Judge(string path, int flags, FileRules rules, out string place, out Errno error)
    {
        bool reads = (flags & Libc.O_WRONLY) == 0;
        bool writes = (flags & (Libc.O_WRONLY | Libc.O_RDWR)) != 0;
        place = path;
        error = default;
        if (!rules.HasPaths)
        {
            return rules.Refusal(reads, writes);
        }

        error = LinklessPath.Resolve(path, (flags & Libc.O_CREAT) != 0, out place);

        // What is not permitted must not tell by its error whether it is there.
        place = error.IsSuccess ? place : LinklessPath.Normalize(path);
        return rules.Refusal(reads, writes) ?? rules.Refusal(place, reads, writes);
    }

    private static Errno Open(string path, bool withoutLinks, int flags, out SafeDescriptor file)
    {
        file = new();
        Errno error = Errno.EEXIST;
        if ((flags & Libc.O_CREAT) != 0)
        {
            error = OpenOnce(path, withoutLinks, flags | Libc.O_EXCL, out file);
        }

        // In a directory that everybody may write to, the kernel may refuse O_CREAT for a file that exists (fs.protected_regular of proc(5)).
        return error == Errno.EEXIST ? OpenOnce(path, withoutLinks, flags & ~Libc.O_CREAT, out file) : error;
    }

    private static Errno OpenOnce(string path, bool withoutLinks, int flags, out SafeDescriptor file)
    {
        if (withoutLinks)
        {
            return LinklessPath.Open(path, flags, FilePermissions.ReadWriteForAll, out file);
        }

        file = Libc.Open(NativeText.Encode(path), flags, FilePermissions.ReadWriteForAll);
        return file.IsInvalid ? Errno.Last : default;
    }

    private static int? FlagsOf(string mode)
    {
        int? access = mode switch
        {
            "r" or "rb" => Libc.O_RDONLY,
            "w" or "wb" => Libc.O_WRONLY | Libc.O_CREAT | Libc.O_TRUNC,
            "a" or "ab" => Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND,
            "r+" or "rb+" or "r+b" => Libc.O_RDWR,
            "w+" or "wb+" or "w+b" => Libc.O_RDWR | Libc.O_CREAT | Libc.O_TRUNC,
            "a+" or "ab+" or "a+b" => Libc.O_RDWR | Libc.O_CREAT | Libc.O_APPEND,
            _ => null,
        };
        return access | Libc.O_NOCTTY | Libc.O_NONBLOCK | Libc.O_CLOEXEC;
    }
}
