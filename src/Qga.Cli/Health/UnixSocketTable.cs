using System.Globalization;

namespace Qga.Cli.Health;

/// <summary>Who holds a unix socket, from /proc.</summary>
/// <param name="root">Where /proc is.</param>
internal sealed class UnixSocketTable(string root = "/proc")
{
    // include/uapi/linux/net.h: __SO_ACCEPTCON, and SS_CONNECTED.
    private const int Listening = 1 << 16;
    private const int Connected = 3;

    /// <summary>Looks a socket up.</summary>
    /// <returns>Who listens and how many clients are served; null: the table cannot be read.</returns>
    public SocketHolders? Find(string path)
    {
        List<string> listeners = [];
        int clients = 0;
        try
        {
            foreach (string line in File.ReadLines(Path.Combine(root, "net/unix")).Skip(1))
            {
                Read(line, path, listeners, ref clients);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return new(listeners.Count > 0, clients, listeners.Count > 0 ? FindProcess(listeners) : null);
    }

    // Num               RefCount Protocol Flags    Type St Inode Path
    // ffff8881053f3c00: 00000002 00000000 00010000 0001 01 23456 /run/vm1/agent.sock
    // 0                 1        2        3        4    5  6     7
    private static void Read(string line, string path, List<string> listeners, ref int clients)
    {
        string[] fields = line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 8 || fields[7] != path)
        {
            return;
        }

        if (int.TryParse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int flags) && (flags & Listening) != 0)
        {
            listeners.Add($"socket:[{fields[6]}]");
        }
        else if (int.TryParse(fields[5], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int state) && state == Connected)
        {
            clients++;
        }
    }

    // Descriptors of other users' processes cannot be read.
    private string? FindProcess(List<string> inodes)
    {
        foreach (string process in Directory.EnumerateDirectories(root))
        {
            string id = Path.GetFileName(process);
            if (!char.IsAsciiDigit(id[0]))
            {
                continue;
            }

            try
            {
                if (Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd")).Any(file =>
                    File.ResolveLinkTarget(file, false)?.ToString() is string target
                    && inodes.Any(inode => target.EndsWith(inode, StringComparison.Ordinal))))
                {
                    return $"{File.ReadAllText(Path.Combine(process, "comm")).Trim()} ({id})";
                }
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // It has ended, or belongs to another user.
            }
        }

        return null;
    }
}

/// <summary>Who holds a unix socket.</summary>
/// <param name="IsListening">Whether a process listens.</param>
/// <param name="Clients">How many connections it serves.</param>
/// <param name="Process">The process that listens, with its number; null: it cannot be seen.</param>
internal sealed record SocketHolders(bool IsListening, int Clients, string? Process);
