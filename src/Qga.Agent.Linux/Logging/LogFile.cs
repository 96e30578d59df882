using System.Text;
using Qga.Agent.Logging;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Logging;

/// <summary>The log on Linux: standard error or a file for lines, the socket of syslog for audit records.</summary>
internal sealed class LogFile : ILogDestination, IDisposable
{
    // A pipe that poll(2) reports writable takes this many bytes without blocking (PIPE_BUF of linux/limits.h).
    private const int MaximumLine = 4096;

    private readonly AuditLog _audit = new("/dev/log");
    private SafeDescriptor _file = new(2, owns: false);

    /// <summary>Has the log go on in a file.</summary>
    /// <param name="path">The file to append to; made with the umask's rights where it is missing.</param>
    /// <returns>Why the file cannot be opened; the log then stays where it is.</returns>
    public Errno Open(string path)
    {
        SafeDescriptor file = Libc.Open(
            path, Libc.O_WRONLY | Libc.O_APPEND | Libc.O_CREAT | Libc.O_CLOEXEC | Libc.O_NOCTTY | Libc.O_NONBLOCK, FilePermissions.ReadWriteForAll);
        if (file.IsInvalid)
        {
            return Errno.Last;
        }

        _file = file;
        return default;
    }

    /// <inheritdoc/>
    public void WriteLine(string line)
    {
        // Standard error may be a pipe that nobody reads. Its mode is shared with other processes, so that it cannot be made non-blocking.
        Span<PollDescriptor> poll = [new() { Descriptor = _file.Number, Events = Libc.POLLOUT }];
        if (Libc.Poll(poll, 0) > 0)
        {
            ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(line);
            _ = Libc.Write(_file, bytes.Length <= MaximumLine ? bytes : [.. bytes[..(MaximumLine - 1)], (byte)'\n']);
        }
    }

    /// <inheritdoc/>
    public void WriteAudit(string text) => _audit.Write(text);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
