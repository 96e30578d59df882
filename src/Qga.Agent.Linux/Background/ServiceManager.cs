using System.Globalization;
using System.Text;
using Qga.Agent.Linux.Loop;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Background;

/// <summary>
/// Tells the service manager that the agent serves and, from the event loop itself, that the loop is alive: sd_notify(3), sd_watchdog_enabled(3).
/// </summary>
/// <param name="address">The manager's socket; one with an abstract name begins with a zero.</param>
/// <param name="interval">How often the manager wants a sign of life, at half its time-out; zero: never.</param>
internal sealed class ServiceManager(byte[] address, TimeSpan interval)
{
    private const string Socket = "NOTIFY_SOCKET";
    private const string Limit = "WATCHDOG_USEC";
    private const string Process = "WATCHDOG_PID";

    private LoopTimer? _timer;

    /// <summary>Finds the manager, and takes its variables away: programs started from here are not to speak for the agent.</summary>
    /// <returns>Null without one that waits for news.</returns>
    public static ServiceManager? Take()
    {
        string? socket = Environment.GetEnvironmentVariable(Socket);
        bool isMeant = Environment.GetEnvironmentVariable(Process) is not { } process || Number(process) == Environment.ProcessId;
        long microseconds = isMeant ? Number(Environment.GetEnvironmentVariable(Limit)) : 0;
        Libc.UnsetEnv(Socket);
        Libc.UnsetEnv(Limit);
        Libc.UnsetEnv(Process);
        if (socket is not ['/' or '@', _, ..])
        {
            return null;
        }

        byte[] address = Encoding.UTF8.GetBytes(socket);
        address[0] = address[0] == '@' ? (byte)0 : address[0];
        return new(address, TimeSpan.FromMicroseconds(microseconds) / 2);
    }

    /// <summary>Tells that the agent serves, and goes on to tell that it is alive.</summary>
    public void Ready(EventLoop loop)
    {
        Send("READY=1"u8, flags: 0);
        if (interval > TimeSpan.Zero)
        {
            _timer = loop.CreateTimer(SendSign);
            SendSign();
        }
    }

    private void SendSign()
    {
        // A manager that takes nothing now must not hold the loop up; the next sign comes in time.
        Send("WATCHDOG=1"u8, Libc.SOCK_NONBLOCK);
        _timer!.Start(interval);
    }

    // Each time by a socket of its own: the manager may have been started again meanwhile.
    private void Send(ReadOnlySpan<byte> text, int flags)
    {
        if (UnixAddress.TryCreate(address, out UnixAddress target))
        {
            using SafeDescriptor socket = Libc.Socket(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC | flags, 0);
            if (!socket.IsInvalid && Libc.Connect(socket, target).IsSuccess)
            {
                _ = Libc.Write(socket, text);
            }
        }
    }

    // A day at most, in microseconds; 0 for what is no number.
    private static long Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? Math.Min(value, 86_400_000_000) : 0;
}
