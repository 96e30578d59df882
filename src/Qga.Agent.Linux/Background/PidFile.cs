using System.Globalization;
using System.Text;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Background;

/// <summary>The file with the number of the process in the background, locked for as long as the process lives: there is only one for each file.</summary>
internal sealed class PidFile
{
    private readonly string _path;

    // Never closed: the lock would go with it.
    private readonly SafeDescriptor _file;

    private PidFile(string path, SafeDescriptor file) => (_path, _file) = (path, file);

    /// <summary>Takes a file for this process.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">Why it is not to be had.</param>
    /// <returns>The file, also where the number could not be written; null if it is not to be had.</returns>
    public static PidFile? Take(string path, out string? error)
    {
        while (true)
        {
            SafeDescriptor file = Libc.Open(
                path, Libc.O_RDWR | Libc.O_CREAT | Libc.O_CLOEXEC | Libc.O_NOFOLLOW | Libc.O_NONBLOCK, FilePermissions.ReadWriteForOwner);
            if (file.IsInvalid)
            {
                error = Errno.Last.Describe($"Could not create '{path}'");
                return null;
            }

            Errno locked = Libc.TryLockWhole(file);
            if (!locked.IsSuccess)
            {
                error = locked.Describe("Cannot lock pid file");
                file.Dispose();
                return null;
            }

            // Whoever had it before may have removed it between the two calls.
            if (IsAt(path, file))
            {
                Errno written = Write(file);
                error = written.IsSuccess ? null : written.Describe($"Could not write '{path}'");
                return new(path, file);
            }

            file.Dispose();
        }
    }

    /// <summary>Removes the file, unless another one is in its place.</summary>
    public void Remove()
    {
        if (IsAt(_path, _file))
        {
            _ = Libc.Unlink(_path);
        }
    }

    private static bool IsAt(string path, SafeDescriptor file) =>
        Libc.Stat(Encoding.UTF8.GetBytes(path), out FileStatus there).IsSuccess
        && Libc.Stat(file, out FileStatus ours).IsSuccess
        && (there.Inode, there.DevMajor, there.DevMinor) == (ours.Inode, ours.DevMajor, ours.DevMinor);

    private static Errno Write(SafeDescriptor file)
    {
        Errno error = Libc.Truncate(file, 0);
        byte[] text = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
        return error.IsSuccess ? WholeFile.Write(file, text) : error;
    }
}
