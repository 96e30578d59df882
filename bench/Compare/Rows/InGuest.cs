using System.Diagnostics;

namespace Qga.Compare.Rows;

/// <summary>Files read and written through the agent's virtio-serial port, beside what cat moves through it.</summary>
internal static class InGuest
{
    private const int Piece = 1 << 20;
    private const int Moved = 2 * GuestPort.FileSize;

    /// <summary>The table.</summary>
    /// <param name="port">The port.</param>
    public static Section Section(GuestPort port) => new("In a guest under emulation, through the agent's virtio-serial port", "cat", [
        new(() => [port.WithAgent(GuestPort.Ours, Read)], () => [port.WithCatFrom($"{GuestPort.File} {GuestPort.File}", Receive)],
            new Row("read, 1 MiB at a time, base64", Unit.MiBPerSecond, Promise.AtLeast(1))),
        new(() => [port.WithAgent(GuestPort.Ours, Write)], () => [Send(port)],
            new Row("write, 1 MiB at a time, base64", Unit.MiBPerSecond, Promise.AtLeast(1))),
    ]);

    /// <summary>Reads the file in the guest's memory again and again.</summary>
    /// <returns>MiB of base64 per second.</returns>
    public static double Read(AgentSocket socket)
    {
        long handle = socket.Open(GuestPort.File, "r");
        return Move(socket, Transfer.ReadRequest(handle, Piece), Transfer.RewindRequest(handle), Sizes.Base64(Piece));
    }

    /// <summary>Writes a file in the guest's memory again and again.</summary>
    /// <returns>MiB of base64 per second.</returns>
    public static double Write(AgentSocket socket)
    {
        long handle = socket.Open(GuestPort.Written, "w");
        return Move(socket, Transfer.WriteRequest(handle, Piece), Transfer.RewindRequest(handle), 1);
    }

    private static double Move(AgentSocket socket, byte[] request, byte[] rewind, int leastReply)
    {
        // Paid once: threads, buffers, page tables, and the code that the emulator makes.
        socket.Fetch(request, leastReply);
        long moved = 0;
        long start = Stopwatch.GetTimestamp();
        while (moved < Moved)
        {
            socket.Call(rewind);
            for (int piece = 0; piece < GuestPort.FileSize / Piece && moved < Moved; piece++)
            {
                socket.Fetch(request, leastReply);
                moved += Sizes.Base64(Piece);
            }
        }

        return MiBPerSecond(moved, Stopwatch.GetElapsedTime(start));
    }

    // The clock starts when cat has.
    private static double Receive(AgentSocket socket)
    {
        int first = socket.Receive().Length;
        long start = Stopwatch.GetTimestamp();
        int received = first;
        while (received < Moved)
        {
            received += socket.Receive().Length;
        }

        return MiBPerSecond(received - first, Stopwatch.GetElapsedTime(start));
    }

    private static double Send(GuestPort port)
    {
        long start = 0;
        TimeSpan after = port.WithCatTo(GuestPort.Written, Moved, socket =>
        {
            start = Stopwatch.GetTimestamp();
            socket.Send(Material.Payload[..Moved]);
        });
        return MiBPerSecond(Moved, Stopwatch.GetElapsedTime(start) - after);
    }

    private static double MiBPerSecond(long bytes, TimeSpan time) => bytes / (double)(1 << 20) / time.TotalSeconds;
}
