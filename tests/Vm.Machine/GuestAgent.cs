using System.Net;
using System.Net.Sockets;
using Qga.Client;

namespace Qga.Machines;

/// <summary>Clients of an agent in a guest whose processors are emulated: they wait longer than others, and compare every reply with the schema.</summary>
public static class GuestAgent
{
    /// <summary>Connects, and waits until the agent answers.</summary>
    /// <param name="path">A unix socket of QEMU's.</param>
    /// <param name="callTimeout">How long an ordinary command may take: a minute where nothing is said.</param>
    /// <exception cref="GuestAgentTimeoutException">The agent does not answer within 20 s.</exception>
    public static Task<GuestAgentClient> ConnectAsync(string path, TimeSpan? callTimeout = null) =>
        ConnectAsync(new UnixDomainSocketEndPoint(path), callTimeout);

    /// <inheritdoc cref="ConnectAsync(string, TimeSpan?)"/>
    public static async Task<GuestAgentClient> ConnectAsync(EndPoint place, TimeSpan? callTimeout = null)
    {
        NetworkStream stream = new(await Connection.OpenAsync(place), ownsSocket: true);
        StreamLink link = new(stream, new() { SynchronizationTimeout = TimeSpan.FromSeconds(20) });
        GuestAgentClient client = new(new CheckedLink(link), new() { CallTimeout = callTimeout ?? TimeSpan.FromMinutes(1) });
        try
        {
            await client.GuestPingAsync();
            return client;
        }
        catch
        {
            // QEMU serves one host at a time: left open, this one would keep the next from being served.
            await client.DisposeAsync();
            throw;
        }
    }
}
