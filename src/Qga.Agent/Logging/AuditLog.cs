using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent;

/// <summary>
/// Records for the system's log, in the form that syslog(3) gives them: facility user, priority info. They are sent without waiting: a log that does not take them, or that is not there, loses
/// them, but never holds the agent up.
/// </summary>
/// <param name="path">The log's socket, as a rule /dev/log.</param>
internal sealed class AuditLog(string path)
{
    // RFC 3164: facility 1, severity 6.
    private const int Priority = (1 << 3) | 6;
    private const int Room = 2048;
    private const long RetryMilliseconds = 1000;
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    private readonly Lock gate = new();
    private SafeDescriptor? socket;
    private long retryAt = long.MinValue;

    /// <summary>Sends a record.</summary>
    /// <param name="text">What happened; control characters become blanks, so that one record stays one, and what is too long is cut.</param>
    public void Write(string text)
    {
        Span<byte> record = stackalloc byte[Room];
        int length = Format(text.AsSpan()[..Math.Min(text.Length, Room / 4)], record);
        lock (gate)
        {
            // The log may have been started again, and its socket be another one.
            if (!TrySend(record[..length]) && Environment.TickCount64 >= retryAt)
            {
                Connect();
                if (!TrySend(record[..length]))
                {
                    retryAt = Environment.TickCount64 + RetryMilliseconds;
                }
            }
        }
    }

    private static int Format(ReadOnlySpan<char> text, Span<byte> record)
    {
        RtcTime now = Libc.LocalTime(DateTimeOffset.UtcNow.ToUnixTimeSeconds()).Calendar;
        Utf8.TryWrite(
            record,
            CultureInfo.InvariantCulture,
            $"<{Priority}>{Months[now.Month]} {now.Day,2} {now.Hour:00}:{now.Minute:00}:{now.Second:00} qemu-ga: info: {text}",
            out int length);
        foreach (ref byte letter in record[..length])
        {
            letter = letter < ' ' ? (byte)' ' : letter;
        }

        return length;
    }

    private bool TrySend(ReadOnlySpan<byte> record) => socket is { IsInvalid: false } && (Libc.Write(socket, record) >= 0 || Errno.Last == Errno.EAGAIN);

    private void Connect()
    {
        socket?.Dispose();
        socket = null;
        if (UnixAddress.TryCreate(Encoding.UTF8.GetBytes(path), out UnixAddress address))
        {
            socket = Libc.Socket(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, 0);
            _ = Libc.Connect(socket, address);
        }
    }
}
