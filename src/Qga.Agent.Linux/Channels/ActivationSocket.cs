using System.Globalization;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Channels;

/// <summary>The listening socket that a service manager may hand over: sd_listen_fds(3).</summary>
internal static class ActivationSocket
{
    private const int FirstDescriptor = 3;

    /// <summary>How many descriptors were handed over to this process.</summary>
    /// <returns>The number; 0 without a service manager that does so.</returns>
    public static int Count() =>
        Number("LISTEN_PID") == Environment.ProcessId ? Math.Max(0, Number("LISTEN_FDS")) : 0;

    /// <summary>Takes the socket, so that programs started from here do not believe that it is theirs.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="error">Why it cannot be used.</param>
    /// <returns>The socket; null with <paramref name="error"/>.</returns>
    public static SafeDescriptor? Take(int count, out string? error)
    {
        foreach (string name in (string[])["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"])
        {
            Libc.UnsetEnv(name);
        }

        SafeDescriptor socket = new(FirstDescriptor);
        error = count > 1 ? "qemu-ga only supports listening on one socket"
            : Libc.SocketOption(socket, Libc.SO_DOMAIN) is not (Libc.AF_UNIX or Libc.AF_VSOCK) || !IsListening(socket) ? "unsupported listen fd type"
            : null;
        if (error is not null)
        {
            return null;
        }

        Errno result = Libc.SetNonBlockingCloseOnExec(socket);
        error = result.IsSuccess ? null : result.Describe("error preparing the socket handed over");
        return error is null ? socket : null;
    }

    private static bool IsListening(SafeDescriptor socket) =>
        Libc.SocketOption(socket, Libc.SO_TYPE) == Libc.SOCK_STREAM && Libc.SocketOption(socket, Libc.SO_ACCEPTCONN) == 1;

    private static int Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : 0;
}
