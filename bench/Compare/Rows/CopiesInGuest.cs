namespace Qga.Compare.Rows;

/// <summary>A file copied by <c>qga cp</c> through the virtio-serial port of a guest, beside raw requests of the same agent.</summary>
internal static class CopiesInGuest
{
    // Long enough that the start of a process does not matter.
    private const int Times = 8;
    private const long Size = (long)Times * GuestPort.FileSize;
    private const string Source = "/guest/source";

    /// <summary>The table.</summary>
    /// <param name="port">The port.</param>
    public static Section Section(GuestPort port) => new("qga cp of 128 MiB through the virtio-serial port of an emulated guest", "raw requests", [
        new(() => [FromGuest(port, GuestPort.Ours)], () => [port.WithAgent(GuestPort.Ours, InGuest.Read) / 4 * 3],
            new Row("out of our agent", Unit.MiBPerSecond, Promise.AtLeast(0.9))),
        new(() => [ToGuest(port, GuestPort.Ours)], () => [port.WithAgent(GuestPort.Ours, InGuest.Write) / 4 * 3],
            new Row("into our agent", Unit.MiBPerSecond, Promise.AtLeast(0.9))),
        new(() => [FromGuest(port, GuestPort.Original)], () => [port.WithAgent(GuestPort.Original, InGuest.Read) / 4 * 3],
            new Row("out of QEMU's agent", Unit.MiBPerSecond, Promise.AtLeast(0.9))),
        new(() => [ToGuest(port, GuestPort.Original)], () => [port.WithAgent(GuestPort.Original, InGuest.Write) / 4 * 3],
            new Row("into QEMU's agent", Unit.MiBPerSecond, Promise.AtLeast(0.9))),
    ]);

    private static double FromGuest(GuestPort port, string agent)
    {
        port.Run($"[ -e {Source} ] || for i in $(seq {Times}); do cat {GuestPort.File}; done > {Source}");
        return Copy(port, agent, $"unix:{port.SocketPath}:{Source}", Path.Combine(Leftovers.Folder, "target"));
    }

    private static double ToGuest(GuestPort port, string agent)
    {
        string source = Path.Combine(Leftovers.Folder, "guest-source");
        if (!File.Exists(source))
        {
            using FileStream file = File.Create(source);
            for (int i = 0; i < Times; i++)
            {
                file.Write(Material.Payload[..GuestPort.FileSize]);
            }
        }

        return Copy(port, agent, source, $"unix:{port.SocketPath}:{GuestPort.Written}");
    }

    private static double Copy(GuestPort port, string agent, string from, string to) =>
        port.WhileServing(agent, () => Size / (double)(1 << 20) / Tool.Run("cp", "--no-verify", from, to).TotalSeconds);
}
