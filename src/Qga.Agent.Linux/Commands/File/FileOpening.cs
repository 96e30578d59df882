using Qapi.Runtime.Errors;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.File;

/// <summary>
/// Opens files as fopen(3) does, but never waits for a device or the other end of a pipe. Unlike QEMU's agent it honours the umask: not everybody may write
/// to a file that root creates.
/// </summary>
internal static class FileOpening
{
    public static QapiError? Open(string path, string mode, out SafeDescriptor? file)
    {
        file = null;
        if (FlagsOf(mode) is not { } flags)
        {
            return QapiError.Generic($"invalid file open mode '{mode}'");
        }

        byte[] bytes = NativeText.Encode(path);
        SafeDescriptor opened = new();
        if ((flags & Libc.O_CREAT) != 0)
        {
            opened = Libc.Open(bytes, flags | Libc.O_EXCL, FilePermissions.ReadWriteForAll);
        }

        // In a directory that everybody may write to, the kernel may refuse O_CREAT for a file that exists (fs.protected_regular of proc(5)).
        if (opened.IsInvalid && ((flags & Libc.O_CREAT) == 0 || Errno.Last == Errno.EEXIST))
        {
            opened = Libc.Open(bytes, flags & ~Libc.O_CREAT);
        }

        if (opened.IsInvalid)
        {
            return QapiError.Generic(Errno.Last.Describe($"failed to open file '{path}' (mode: '{mode}')"));
        }

        file = opened;
        return null;
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
