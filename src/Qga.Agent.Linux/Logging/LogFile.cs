using System.Globalization;
using System.Text.Unicode;
using Qga.Agent.Logging;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Logging;

/// <summary>
/// The log on Linux: standard error or a file for lines, the socket of syslog for audit records. A line that the destination has no room for is lost; one
/// that it takes a part of ends there.
/// </summary>
/// <param name="descriptor">Where lines go first.</param>
internal sealed class LogFile(int descriptor = 2) : ILogDestination, IDisposable
{
    // A pipe that poll(2) reports writable takes this many bytes without blocking (PIPE_BUF of linux/limits.h).
    private const int MaximumBytes = 4096;

    // A disk that does not answer holds up the thread that writes to it, and no other.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_flushLimit = TimeSpan.FromSeconds(1);

    private readonly AuditLog _audit = new("/dev/log");
    private readonly Lock _gate = new();

    // In front of the line is the end of the one before, for the case that it was cut.
    private readonly byte[] _buffer = [(byte)'\n', .. new byte[MaximumBytes - 1]];
    private SafeDescriptor _file = new(descriptor, owns: false);
    private LogQueue? _queue;
    private bool _isCut;

    /// <summary>
    /// Has the log go on through a non-blocking description of the same terminal or pipe: poll(2) reports a terminal writable that has room for a part of
    /// a line, and the write then waits for the rest. The mode of the description that was inherited is shared with other processes, as is the position
    /// of a regular file, which is why that is left as it is. So is what cannot be opened again.
    /// </summary>
    public void OpenWithoutBlocking()
    {
        bool isPipe = Libc.Stat(_file, out FileStatus status).IsSuccess && status.Type == Libc.S_IFIFO;
        if (isPipe || Libc.TcGetAttr(_file, out _).IsSuccess)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{_file.Number}");
            SafeDescriptor own = Libc.Open(path, Libc.O_WRONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC | Libc.O_NOCTTY);
            if (!own.IsInvalid)
            {
                Use(own);
            }
        }
    }

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

        Use(file);
        _queue = new(Write);
        return default;
    }

    /// <inheritdoc/>
    public void WriteLine(string line)
    {
        if (_queue is { } queue)
        {
            queue.Add(line);
        }
        else
        {
            Write(line);
        }
    }

    /// <inheritdoc/>
    public void WriteAudit(string text) => _audit.Write(text);

    /// <summary>Ends the log with what is still on its way, unless the disk takes longer than a second.</summary>
    public void Dispose()
    {
        if (_queue?.Flush(s_flushLimit) != false)
        {
            _file.Dispose();
        }
    }

    private void Write(string line)
    {
        if (!_gate.TryEnter(s_patience))
        {
            return;
        }

        try
        {
            Span<PollDescriptor> poll = [new() { Descriptor = _file.Number, Events = Libc.POLLOUT }];
            if (Libc.Poll(poll, 0) > 0)
            {
                ReadOnlySpan<byte> bytes = Encode(line);
                nint taken = Libc.Write(_file, bytes);
                _isCut = taken > 0 ? bytes[(int)taken - 1] != '\n' : _isCut;
            }
        }
        finally
        {
            _gate.Exit();
        }
    }

    private ReadOnlySpan<byte> Encode(string line)
    {
        Utf8.FromUtf16(line, _buffer.AsSpan(1..^1), out int read, out int written);
        if (read < line.Length)
        {
            _buffer[++written] = (byte)'\n';
        }

        return _buffer.AsSpan(_isCut ? 0 : 1, _isCut ? written + 1 : written);
    }

    private void Use(SafeDescriptor file)
    {
        lock (_gate)
        {
            _file.Dispose();
            _file = file;
            _isCut = false;
        }
    }
}
