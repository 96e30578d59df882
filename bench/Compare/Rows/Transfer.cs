using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Qga.Compare.Rows;

/// <summary>Moves a file's bytes through an agent, in pieces of one size.</summary>
internal static class Transfer
{
    // The agent has gone to sleep by then, and the kernel has counted the CPU time of its threads.
    private static readonly TimeSpan s_asleep = TimeSpan.FromMilliseconds(5);

    /// <summary>Reads a file again and again for a while.</summary>
    /// <param name="program">The agent's binary.</param>
    /// <param name="piece">How many bytes a request asks for.</param>
    /// <returns>MiB of payload per second, and per second of the agent's CPU time.</returns>
    public static double[] Read(string program, int piece) =>
        Move(program, "r", handle => ReadRequest(handle, piece), piece, Sizes.Base64(piece));

    /// <summary>Writes a file again and again for a while.</summary>
    /// <param name="program">The agent's binary.</param>
    /// <param name="piece">How many bytes a request carries; no more than the original takes in one.</param>
    /// <returns>MiB of payload per second, and per second of the agent's CPU time.</returns>
    public static double[] Write(string program, int piece) =>
        Move(program, "r+", handle => WriteRequest(handle, piece), piece, 1);

    /// <summary>The request for some bytes of a file.</summary>
    /// <param name="handle">The open file.</param>
    /// <param name="count">How many bytes.</param>
    public static byte[] ReadRequest(long handle, int count) =>
        AgentSocket.Request("guest-file-read", string.Create(CultureInfo.InvariantCulture, $"\"handle\":{handle},\"count\":{count}"));

    /// <summary>The request that writes some bytes to a file.</summary>
    /// <param name="handle">The open file.</param>
    /// <param name="count">How many bytes.</param>
    public static byte[] WriteRequest(long handle, int count)
    {
        byte[] text = new byte[Sizes.Base64(count)];
        Base64.EncodeToUtf8(Material.Payload[..count], text, out _, out _);
        return AgentSocket.Request("guest-file-write", $"\"handle\":{handle},\"buf-b64\":\"{Encoding.ASCII.GetString(text)}\"");
    }

    /// <summary>The request that goes back to the start of a file.</summary>
    /// <param name="handle">The open file.</param>
    public static byte[] RewindRequest(long handle) => AgentSocket.Request("guest-file-seek", $"\"handle\":{handle},\"offset\":0,\"whence\":0");

    private static double[] Move(string program, string mode, Func<long, byte[]> request, int piece, int leastReply)
    {
        using Server agent = Server.Agent(program);
        using AgentSocket socket = agent.Connect();
        long handle = socket.Open(Material.File, mode);
        byte[] move = request(handle);
        byte[] rewind = RewindRequest(handle);
        int pieces = Sizes.LargestRead / piece;

        // The first piece pays for what both agents set up once: threads, buffers, page tables.
        socket.Fetch(move, leastReply);
        socket.Call(rewind);
        Thread.Sleep(s_asleep);
        double busy = agent.Status.CpuSeconds;
        long moved = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Clock.Enough)
        {
            for (int done = 0; done < pieces && Stopwatch.GetElapsedTime(start) < Clock.Enough; done++)
            {
                socket.Fetch(move, leastReply);
                moved += piece;
            }

            socket.Call(rewind);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Thread.Sleep(s_asleep);
        return [.. new[] { seconds, agent.Status.CpuSeconds - busy }.Select(time => moved / (double)(1 << 20) / time)];
    }
}
