using System.Runtime.InteropServices;
using System.Text;

namespace Qga.Linux.Interop;

public static partial class Libc
{
    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    private static unsafe partial nint GetDentsCore(int fd, byte* dirp, nuint length);

    /// <summary>getdents64(2).</summary>
    internal static unsafe Errno GetDents(int directory, Span<byte> buffer, out int length)
    {
        fixed (byte* start = buffer)
        {
            nint count = GetDentsCore(directory, start, (nuint)buffer.Length);
            length = (int)Math.Max(count, 0);
            return count < 0 ? Errno.Last : default;
        }
    }

    /// <summary>Names in a directory, "." and ".." left out, in the order of the file system.</summary>
    public static Errno ReadDirectory(string path, out List<string> names)
    {
        using KernelFile directory = KernelFile.Open(path);
        return ReadDirectory(directory, out names);
    }

    /// <summary>Names in an open directory, from where it stands.</summary>
    public static Errno ReadDirectory(KernelFile directory, out List<string> names)
    {
        names = [];
        DirectoryNames entries = new(directory, stackalloc byte[DirectoryNames.Room]);
        while (entries.Read())
        {
            names.Add(Encoding.UTF8.GetString(entries.Current));
        }

        return entries.Error;
    }
}
