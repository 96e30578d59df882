using System.Globalization;
using System.Text;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent;

/// <summary>The agent's log: lines <c>seconds.microseconds: level: text</c> on standard error or in a file. Silent while file systems are frozen, as its own file may be on one of them.</summary>
internal static class Log
{
    private static readonly SafeDescriptor StandardError = new(2, owns: false);
    private static SafeDescriptor destination = StandardError;
    private static Func<bool> isSilent = static () => false;
    private static bool isVerbose;

    /// <summary>Sets it up.</summary>
    /// <param name="path">The file to append to; null: standard error.</param>
    /// <param name="verbose">Whether levels below an error are written, too.</param>
    /// <param name="silent">Whether nothing may be written now.</param>
    /// <returns>Why the file cannot be opened; the log then stays on standard error.</returns>
    public static Errno Open(string? path, bool verbose, Func<bool> silent)
    {
        isVerbose = verbose;
        isSilent = silent;
        if (path is null)
        {
            return default;
        }

        const uint Mode = 0x1B6; // 0666, less the umask
        SafeDescriptor file = Libc.Open(path, Libc.O_WRONLY | Libc.O_APPEND | Libc.O_CREAT | Libc.O_CLOEXEC | Libc.O_NOCTTY, Mode);
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

    /// <summary>Something that an administrator may want to know.</summary>
    /// <param name="text">What.</param>
    public static void Warning(string text)
    {
        if (isVerbose)
        {
            Write("warning", text);
        }
    }

    private static void Write(string level, string text)
    {
        if (isSilent())
        {
            return;
        }

        double now = (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
        string line = string.Create(CultureInfo.InvariantCulture, $"{now:0.000000}: {level}: {text}\n");
        _ = Libc.Write(destination, Encoding.UTF8.GetBytes(line));
    }
}
