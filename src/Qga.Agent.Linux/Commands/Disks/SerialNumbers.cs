using Qga.Agent.Commands;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.Disks;

/// <summary>
/// Serial numbers that the disks themselves report. The kernel asks the disk at every read, and a dead disk never answers: each is asked once, and one
/// that does not answer costs only its own number.
/// </summary>
/// <param name="read">Reads the file with a serial number; null where there is none in it. Must not throw.</param>
/// <param name="timeout">How long to wait for a disk at least; up to twice as long is possible.</param>
internal sealed class SerialNumbers(Func<string, (Errno Error, string? Serial)> read, TimeSpan timeout)
{
    // Disks come and go. When there are so many, all are forgotten, those that are gone among them.
    private const int MostKnown = 4096;

    private readonly TimedProbe<string, (Errno Error, string? Serial)> _probe = new(read, timeout);
    private readonly Dictionary<string, (ulong Inode, string Serial)> _known = [];

    /// <summary>Gives a disk's serial number.</summary>
    /// <param name="path">The file with it in sysfs, where the kernel never gives an inode's number twice.</param>
    /// <returns>The number, null where the disk has none or does not answer, and why it could not be read.</returns>
    public (Errno Error, string? Serial) Of(string path)
    {
        Errno error = Libc.Stat(NativeText.Encode(path), out FileStatus status);
        if (!error.IsSuccess)
        {
            return (error, null);
        }

        lock (_known)
        {
            if (_known.TryGetValue(path, out (ulong Inode, string Serial) entry) && entry.Inode == status.Inode)
            {
                return (default, entry.Serial);
            }
        }

        (Errno Error, string? Serial) answer = _probe.Ask([path])[0];
        if (answer.Serial is { } serial)
        {
            lock (_known)
            {
                if (_known.Count == MostKnown)
                {
                    _known.Clear();
                }

                _known[path] = (status.Inode, serial);
            }
        }

        return answer;
    }
}
