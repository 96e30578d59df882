using System.Runtime.InteropServices;
using System.Text;

namespace Qga.Linux.Interop;

public static partial class Libc
{
    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    private static unsafe partial nint GetDentsCore(SafeDescriptor fd, byte* dirp, nuint length);

    /// <summary>Names in a directory, "." and ".." left out, in the order of the file system; getdents64(2).</summary>
    public static unsafe Errno ReadDirectory(string path, out List<string> names)
    {
        const int Room = 4096;
        names = [];
        using SafeDescriptor directory = Open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        if (directory.IsInvalid)
        {
            return Errno.Last;
        }

        byte* buffer = stackalloc byte[Room];
        while (true)
        {
            nint length = GetDentsCore(directory, buffer, Room);
            if (length <= 0)
            {
                return length < 0 ? Errno.Last : default;
            }

            AddNames(new(buffer, (int)length), names);
        }
    }

    // struct linux_dirent64: (0) d_ino, (8) d_off, (16) d_reclen of 2 bytes, (18) d_type, (19) d_name up to a zero.
    private static void AddNames(ReadOnlySpan<byte> entries, List<string> names)
    {
        while (!entries.IsEmpty)
        {
            int length = MemoryMarshal.Read<ushort>(entries[16..]);
            ReadOnlySpan<byte> name = entries[19..length];
            name = name[..name.IndexOf((byte)0)];
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                names.Add(Encoding.UTF8.GetString(name));
            }

            entries = entries[length..];
        }
    }
}
