using Qga.Linux.Interop;

namespace Qga.Linux;

/// <summary>
/// Small files, read or written at once. Those that the kernel generates when they are read (/proc, /sys) do not tell their length before the end.
/// </summary>
public static class WholeFile
{
    /// <summary>Reads a whole file into memory that serves for the next one.</summary>
    public static FileContent Read(string path)
    {
        using KernelFile file = KernelFile.Open(path);
        return FileContent.Read(file);
    }

    /// <summary>Reads a whole file; <paramref name="content"/> is empty where that fails.</summary>
    public static Errno Read(string path, out byte[] content)
    {
        using FileContent read = Read(path);
        content = read.Bytes.ToArray();
        return read.Error;
    }

    /// <summary>Reads the rest of an open file; <paramref name="content"/> is empty where that fails.</summary>
    public static Errno Read(SafeDescriptor file, out byte[] content)
    {
        using FileContent read = FileContent.Read(new KernelFile(file));
        GC.KeepAlive(file);
        content = read.Bytes.ToArray();
        return read.Error;
    }

    /// <summary>Writes to a file that exists, from its beginning; it keeps what lies behind. Settings in sysfs are written so.</summary>
    public static Errno Write(string path, ReadOnlySpan<byte> content)
    {
        using SafeDescriptor file = Libc.Open(path, Libc.O_WRONLY | Libc.O_CLOEXEC);
        return file.IsInvalid ? Errno.Last : Write(file, content);
    }

    /// <summary>Writes all of <paramref name="content"/>, in as many calls as that takes. EAGAIN ends it where the file does not block.</summary>
    public static Errno Write(SafeDescriptor file, ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            nint count = Libc.Write(file, content);
            if (count > 0)
            {
                content = content[(int)count..];
            }
            else if (count == 0)
            {
                // write(2) promises nothing about this; to try again might never end.
                return Errno.EIO;
            }
            else if (Errno.Last != Errno.EINTR)
            {
                return Errno.Last;
            }
        }

        return default;
    }
}
