using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent;

/// <summary>Small files, read at once.</summary>
internal static class WholeFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <returns>The content, or the system's words for why not.</returns>
    public static (byte[]? Content, string? Error) Read(string path)
    {
        using SafeDescriptor file = Libc.Open(path, Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NOCTTY);
        if (file.IsInvalid)
        {
            return (null, Errno.Last.Message);
        }

        byte[] buffer = new byte[4096];
        int length = 0;
        while (true)
        {
            nint count = Libc.Read(file, buffer.AsSpan(length));
            if (count < 0 && Errno.Last == Errno.EINTR)
            {
                continue;
            }

            if (count <= 0)
            {
                return count < 0 ? (null, Errno.Last.Message) : (buffer[..length], null);
            }

            length += (int)count;
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, length * 2);
            }
        }
    }
}
