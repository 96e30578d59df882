using System.Globalization;
using System.Text;
using Qga.Agent.Configuration;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.State;

/// <summary>
/// Numbers for open files, of which none is ever given twice, not even by an agent that is started again: so a stale handle finds nothing
/// instead of another file. The state file <c>qga.state</c> holds the first number that no agent has given. Numbers are reserved there in
/// blocks; an agent that ends leaves the rest of its block unused.
/// </summary>
/// <param name="stateDirectory">Where the state file is kept.</param>
/// <param name="unixTime">Seconds since 1970, asked where the state file is damaged: beyond all numbers that were counted up to.</param>
internal sealed class HandleCounter(string stateDirectory, Func<long> unixTime)
{
    /// <summary>The first number where there is no state file.</summary>
    public const long First = 1000;

    private const int Block = 1000;

    // A signed 32-bit number is what QEMU's agent reads from the same file.
    private const long Last = int.MaxValue - Block;
    private readonly string _path = $"{stateDirectory}/qga.state";
    private readonly Lock _gate = new();
    private long _next = -1;
    private long _reserved = -1;

    /// <summary>Takes a number.</summary>
    /// <returns>Why none can be had: the state file cannot be written, or there is no descriptor or memory to read it.</returns>
    public Errno TryTake(out long number)
    {
        lock (_gate)
        {
            number = _next;
            if (number < 0 && Load(out number) is { IsSuccess: false } unreadable)
            {
                return unreadable;
            }

            if (number >= _reserved)
            {
                Errno error = Save(number + Block);
                if (!error.IsSuccess)
                {
                    return error;
                }

                _reserved = number + Block;
            }

            _next = number + 1;
            return default;
        }
    }

    /// <summary>Gives back a number that nobody has heard of, so that the next file has it.</summary>
    public void GiveBack(long number)
    {
        lock (_gate)
        {
            _next = _next == number + 1 ? number : _next;
        }
    }

    private Errno Load(out long number)
    {
        Errno error = WholeFile.Read(_path, out byte[] content);
        number = error == Errno.ENOENT ? First : Parse(content) ?? Math.Clamp(unixTime(), First, Last);
        return error.IsShortage ? error : default;
    }

    private static long? Parse(ReadOnlySpan<byte> content)
    {
        string? text = null;
        return KeyFile.Parse(content, out _)?.TryGetString("global", "fd_counter", out text, out _) == true
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number is >= First and <= Last
            ? number
            : null;
    }

    // The old file stays whole until the new one is on the disk.
    private Errno Save(long number)
    {
        string temporary = $"{_path}.new";
        Libc.Unlink(temporary);
        using (SafeDescriptor file = Libc.Open(temporary, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL | Libc.O_CLOEXEC, FilePermissions.ReadWriteForAll))
        {
            Errno error = file.IsInvalid ? Errno.Last : WholeFile.Write(file, Encoding.ASCII.GetBytes($"[global]\nfd_counter={number}\n"));
            error = error.IsSuccess ? Libc.FSync(file) : error;
            error = error.IsSuccess ? Libc.Rename(temporary, _path) : error;
            if (!error.IsSuccess)
            {
                Libc.Unlink(temporary);
                return error;
            }
        }

        using SafeDescriptor directory = Libc.Open(stateDirectory, Libc.O_RDONLY | Libc.O_CLOEXEC);
        return directory.IsInvalid ? Errno.Last : Libc.FSync(directory);
    }
}
