using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Qga.Compare;

/// <summary>Moves a file's bytes through an agent, in pieces of one size.</summary>
internal static class Transfer
{
    /// <summary>The largest piece that both agents read: 48 MiB, the limit of guest-file-read.</summary>
    public const int LargestRead = 48 << 20;

    // The original refuses a request of 64 MiB, to which the text of 48 MiB comes with its frame.
    private const int LargestWrite = 47 << 20;

    private static readonly TimeSpan Enough = TimeSpan.FromMilliseconds(300);

    /// <summary>Reads a file again and again for a while.</summary>
    /// <param name="program">The agent's binary.</param>
    /// <param name="piece">How many bytes a request asks for.</param>
    /// <returns>MiB of payload per second.</returns>
    public static double Read(string program, int piece)
    {
        using AgentProcess agent = new(program);
        using AgentSocket socket = agent.Connect();
        string path = MakeFile(agent);
        long handle = socket.Open(path, "r");
        byte[] read = ReadRequest(handle, piece);
        return Repeat(socket, handle, read, piece);
    }

    /// <summary>Writes a file again and again for a while.</summary>
    /// <param name="program">The agent's binary.</param>
    /// <param name="piece">How many bytes a request carries; no more than the original takes in one.</param>
    /// <returns>MiB of payload per second.</returns>
    public static double Write(string program, int piece)
    {
        piece = Math.Min(piece, LargestWrite);
        using AgentProcess agent = new(program);
        using AgentSocket socket = agent.Connect();
        long handle = socket.Open(MakeFile(agent), "r+");
        byte[] payload = Payload(piece);
        byte[] text = new byte[Base64.GetMaxEncodedToUtf8Length(piece)];
        Base64.EncodeToUtf8(payload, text, out _, out int length);
        byte[] write = AgentSocket.Request("guest-file-write", $"\"handle\":{handle},\"buf-b64\":\"{Encoding.ASCII.GetString(text, 0, length)}\"");
        return Repeat(socket, handle, write, piece);
    }

    /// <summary>Makes a file of <see cref="LargestRead"/> bytes in the agent's folder.</summary>
    /// <param name="agent">The agent that shall read or write it.</param>
    /// <returns>Its path.</returns>
    public static string MakeFile(AgentProcess agent)
    {
        string path = agent.PathOf("data");
        File.WriteAllBytes(path, Payload(LargestRead));
        return path;
    }

    /// <summary>The request for some bytes of a file.</summary>
    /// <param name="handle">The open file.</param>
    /// <param name="count">How many bytes.</param>
    public static byte[] ReadRequest(long handle, int count) =>
        AgentSocket.Request("guest-file-read", string.Create(CultureInfo.InvariantCulture, $"\"handle\":{handle},\"count\":{count}"));

    private static double Repeat(AgentSocket socket, long handle, byte[] request, int piece)
    {
        byte[] rewind = AgentSocket.Request("guest-file-seek", $"\"handle\":{handle},\"offset\":0,\"whence\":0");
        int pieces = LargestRead / piece;

        // The first piece pays for what both agents set up once: threads, buffers, page tables.
        socket.Call(request);
        socket.Call(rewind);
        long moved = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Enough)
        {
            for (int done = 0; done < pieces && Stopwatch.GetElapsedTime(start) < Enough; done++)
            {
                socket.Call(request);
                moved += piece;
            }

            socket.Call(rewind);
        }

        return moved / (double)(1 << 20) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static byte[] Payload(int length)
    {
        byte[] payload = new byte[length];
        new Random(1).NextBytes(payload);
        return payload;
    }
}
