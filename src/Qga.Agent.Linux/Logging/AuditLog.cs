using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Logging;

/// <summary>
/// Records for the system's log, in the form that syslog(3) gives them: facility user, priority info. They are sent without waiting: a log
/// that does not take them, or that is not there, loses them, but never holds the agent up.
/// </summary>
/// <param name="path">The log's socket, as a rule /dev/log.</param>
internal sealed class AuditLog(string path)
{
    // RFC 3164: facility 1, severity 6.
    private const int Priority = (1 << 3) | 6;
    private const int Room = 2048;
    private const long RetryMilliseconds = 1000;
    private static readonly string[] s_months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    private readonly Lock _gate = new();
    private readonly byte[] _record = new byte[Room];
    private SafeDescriptor? _socket;
    private long _retryAt = long.MinValue;
    private long _second = long.MinValue;
    private int _headLength;

    /// <summary>Sends a record.</summary>
    /// <param name="text">What happened; control characters become blanks, so that one record stays one, and what is too long is cut.</param>
    public void Write(string text)
    {
        if (_socket is null && Environment.TickCount64 < _retryAt)
        {
            return;
        }

        lock (_gate)
        {
            ReadOnlySpan<byte> bytes = Format(text.AsSpan()[..Math.Min(text.Length, Room / 4)]);

            // The log may have been started again, and its socket be another one.
            if (!TrySend(bytes))
            {
                Connect();
                if (!TrySend(bytes))
                {
                    _socket?.Dispose();
                    _socket = null;
                    _retryAt = Environment.TickCount64 + RetryMilliseconds;
                }
            }
        }
    }

    private ReadOnlySpan<byte> Format(ReadOnlySpan<char> text)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        if (now != _second)
        {
            _second = now;
            RtcTime time = Libc.LocalTime(now).Calendar;
            Utf8.TryWrite(
                _record,
                CultureInfo.InvariantCulture,
                $"<{Priority}>{s_months[time.Month]} {time.Day,2} {time.Hour:00}:{time.Minute:00}:{time.Second:00} qemu-ga: info: ",
                out _headLength);
        }

        Span<byte> body = _record.AsSpan(_headLength);
        body = body[..Encoding.UTF8.GetBytes(text, body)];
        foreach (ref byte letter in body)
        {
            letter = letter < ' ' ? (byte)' ' : letter;
        }

        return _record.AsSpan(0, _headLength + body.Length);
    }

    private bool TrySend(ReadOnlySpan<byte> bytes) => _socket is { IsInvalid: false } && (Libc.Write(_socket, bytes) >= 0 || Errno.Last == Errno.EAGAIN);

    private void Connect()
    {
        _socket?.Dispose();
        _socket = null;
        if (UnixAddress.TryCreate(Encoding.UTF8.GetBytes(path), out UnixAddress address))
        {
            _socket = Libc.Socket(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, 0);
            _ = Libc.Connect(_socket, address);
        }
    }
}
