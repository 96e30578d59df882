using Qga.Agent.Commands;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.Disks;

/// <summary>
/// The serial numbers that disks tell themselves. The kernel asks the disk each time, and a dead one never answers: each is asked once, and
/// costs only its own number.
/// </summary>
/// <param name="read">Reads the file with a serial number; null where there is none in it. Must not throw.</param>
/// <param name="timeout">How long to wait for a disk at least; up to twice as long is possible.</param>
internal sealed class SerialNumbers(Func<string, string?> read, TimeSpan timeout)
{
    // Disks come and go; those that have gone are forgotten with the rest.
    private const int MostKnown = 4096;

    private readonly TimedProbe<string, string?> _probe = new(read, timeout);
    private readonly Dictionary<string, (ulong Inode, string Serial)> _known = [];

    /// <summary>Gives a disk's serial number.</summary>
    /// <param name="path">The file with it in sysfs, where the kernel never gives an inode's number twice.</param>
    /// <returns>The number; null where the disk has none or does not answer.</returns>
    public string? Of(string path)
    {
        if (!Libc.Stat(NativeText.Encode(path), out FileStatus status).IsSuccess)
        {
            return null;
        }

        lock (_known)
        {
            if (_known.TryGetValue(path, out (ulong Inode, string Serial) entry) && entry.Inode == status.Inode)
            {
                return entry.Serial;
            }
        }

        string? serial = _probe.Ask([path])[0];
        if (serial is not null)
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

        return serial;
    }
}
