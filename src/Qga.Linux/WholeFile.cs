using Qga.Linux.Interop;

namespace Qga.Linux;

/// <summary>Small files, read at once. Those that the kernel makes up as they are read (/proc, /sys) tell their length only at the end.</summary>
public static class WholeFile
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="content">The bytes; none where it fails.</param>
    /// <returns>What went wrong.</returns>
    public static Errno Read(string path, out byte[] content)
    {
        content = [];
        using SafeDescriptor file = Libc.Open(path, Libc.O_RDONLY | Libc.O_NOCTTY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        return file.IsInvalid ? Errno.Last : Read(file, out content);
    }

    /// <summary>Reads what is left of an open file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="content">The bytes; none where it fails.</param>
    /// <returns>What went wrong.</returns>
    public static Errno Read(SafeDescriptor file, out byte[] content)
    {
        content = [];
        byte[] buffer = new byte[4096];
        int length = 0;
        while (true)
        {
            nint count = Libc.Read(file, buffer.AsSpan(length));
            if (count > 0)
            {
                length += (int)count;
                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, length * 2);
                }
            }
            else if (count == 0)
            {
                content = buffer.AsSpan(0, length).ToArray();
                return default;
            }
            else if (Errno.Last != Errno.EINTR)
            {
                return Errno.Last;
            }
        }
    }
}
