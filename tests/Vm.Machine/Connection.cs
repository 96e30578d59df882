using System.Net;
using System.Net.Sockets;

namespace Qga.Machines;

/// <summary>Connects to what QEMU, or a program in the guest, serves.</summary>
public static class Connection
{
    /// <summary>Connects, waiting for the other side to begin listening.</summary>
    /// <exception cref="TimeoutException">Nobody listens within ten seconds.</exception>
    public static async Task<Socket> OpenAsync(EndPoint place, CancellationToken cancellationToken = default)
    {
        for (DateTime giveUp = DateTime.UtcNow.AddSeconds(10); ;)
        {
            Socket socket = new(place.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(place, cancellationToken);
                return socket;
            }
            catch (SocketException problem)
            {
                socket.Dispose();
                if (DateTime.UtcNow > giveUp)
                    throw new TimeoutException($"Nobody listens at {place}: {problem.Message}", problem);
                await Task.Delay(20, cancellationToken);
            }
        }
    }
}
