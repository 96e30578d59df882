using System.Globalization;
using System.Text;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent;

/// <summary>
/// The agent's log: lines <c>seconds.microseconds: level: text</c> on standard error or in a file, and beside it the records for the
/// system's log of what hosts have done. Nothing is written while file systems are frozen, as the place may be on one of them. Neither has
/// what clients send: passwords and files' contents are among it.
/// </summary>
internal static class Log
{
    private static readonly SafeDescriptor StandardError = new(2, owns: false);
    private static readonly AuditLog Records = new("/dev/log");
    private static SafeDescriptor destination = StandardError;
    private static Func<bool> isSilent = static () => false;
    private static bool isVerbose;

    /// <summary>Sets it up; until then errors go to standard error.</summary>
    /// <param name="verbose">Whether levels below an error are written, too.</param>
    /// <param name="silent">Whether nothing may be written now.</param>
    public static void Configure(bool verbose, Func<bool> silent)
    {
        isVerbose = verbose;
        isSilent = silent;
    }

    /// <summary>Has it go on in a file.</summary>
    /// <param name="path">The file to append to.</param>
    /// <returns>Why the file cannot be opened; the log then stays where it is.</returns>
    public static Errno Open(string path)
    {
        const uint Mode = 0x1B6; // 0666, less the umask
        SafeDescriptor file = Libc.Open(path, Libc.O_WRONLY | Libc.O_APPEND | Libc.O_CREAT | Libc.O_CLOEXEC | Libc.O_NOCTTY | Libc.O_NONBLOCK, Mode);
        if (file.IsInvalid)
        {
            return Errno.Last;
        }

        destination = file;
        return default;
    }

    /// <summary>Something that keeps the agent from its work.</summary>
    /// <param name="text">What.</param>
    public static void Critical(string text) => Write("critical", text);

    /// <summary>Something that failed.</summary>
    /// <param name="text">What.</param>
    public static void Error(string text) => Write("error", text);

    /// <summary>Something that whoever starts the agent must know.</summary>
    /// <param name="text">What.</param>
    public static void Notice(string text) => Write("warning", text);

    /// <summary>Something that an administrator may want to know.</summary>
    /// <param name="text">What.</param>
    public static void Warning(string text) => WriteIfVerbose("warning", text);

    /// <summary>What the agent is doing.</summary>
    /// <param name="text">What.</param>
    public static void Debug(string text) => WriteIfVerbose("debug", text);

    /// <summary>A record for the system's log of what a host has done, whatever the level.</summary>
    /// <param name="text">What.</param>
    public static void Audit(string text)
    {
        if (!isSilent())
        {
            Records.Write(text);
        }
    }

    private static void WriteIfVerbose(string level, string text)
    {
        if (isVerbose)
        {
            Write(level, text);
        }
    }

    private static void Write(string level, string text)
    {
        if (isSilent())
        {
            return;
        }

        (long seconds, long ticks) = Math.DivRem((DateTime.UtcNow - DateTime.UnixEpoch).Ticks, TimeSpan.TicksPerSecond);
        string line = string.Create(CultureInfo.InvariantCulture, $"{seconds}.{ticks / TimeSpan.TicksPerMicrosecond:000000}: {level}: {text}\n");
        _ = Libc.Write(destination, Encoding.UTF8.GetBytes(line));
    }
}
