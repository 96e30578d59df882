namespace Qga.Compare.Rows;

/// <summary>
/// A guest with very many file systems, each on a loop device of its own: what takes more time for each of them takes it here. On the machine itself there
/// are few loop devices, and all its programs would see them.
/// </summary>
internal sealed class ManyFilesystems
{
    private const int Few = 100;
    private const int Many = 1000;

    private static readonly byte[][] s_requests = [AgentSocket.Request("guest-get-fsinfo"), AgentSocket.Request("guest-get-disks")];

    private readonly GuestPort _port;
    private readonly Lazy<(double[] Ours, double[] Original)> _few;

    /// <summary>Describes the table.</summary>
    /// <param name="port">The guest's port.</param>
    public ManyFilesystems(GuestPort port)
    {
        _port = port;
        _few = new(MeasureFewAndMakeMany);
    }

    /// <summary>The table.</summary>
    public Section Section => new("In that guest: file systems on loop devices of their own", "QEMU's agent", [
        new(() => MeasureMany(GuestPort.Ours, _few.Value.Ours), () => MeasureMany(GuestPort.Original, _few.Value.Original),
            new Row("guest-get-fsinfo, 1,000 file systems", Unit.Milliseconds, Promise.AtMost(0.5)),
            new Row("guest-get-disks, 1,000 loop devices", Unit.Milliseconds, Promise.AtMost(0.7)),
            new Row("guest-get-fsinfo, 1,000 file systems after 100", Unit.Times, Promise.Linear),
            new Row("guest-get-disks, 1,000 loop devices after 100", Unit.Times, Promise.Linear)) { IsLong = true },
    ]);

    private double[] MeasureMany(string program, double[] few)
    {
        double[] many = Measure(program);
        return [.. many, .. many.Zip(few, (ofMany, ofFew) => ofMany / ofFew)];
    }

    private (double[] Ours, double[] Original) MeasureFewAndMakeMany()
    {
        // udev would look at each of them for longer than it takes to make it.
        _port.Run("""
            set -e
            systemctl stop systemd-udevd-kernel.socket systemd-udevd-control.socket systemd-udevd.service
            truncate -s 1M /guest/empty
            mke2fs -q -t ext4 -O ^has_journal -N 16 /guest/empty
            """);
        Make(Few);
        (double[], double[]) times = (Measure(GuestPort.Ours), Measure(GuestPort.Original));
        _port.Run("umount /mnt/many/* && losetup --detach-all");
        Make(Many);
        return times;
    }

    // One file for all, which cannot be written. The module's parameter makes as many devices as there shall be.
    private void Make(int count) => _port.Run($$"""
        set -e
        if grep -q '^loop ' /proc/modules; then modprobe -r loop; fi
        modprobe loop max_loop={{count}}
        mkdir -p $(seq -f /mnt/many/%g 0 {{count - 1}})
        seq 0 {{count - 1}} | xargs -P 2 -I'{}' losetup --read-only '/dev/loop{}' /guest/empty
        seq 0 {{count - 1}} | sed 's|.*|/dev/loop& /mnt/many/& ext4 ro 0 0|' > /guest/fstab
        mount -a -T /guest/fstab
        """);

    private double[] Measure(string program) => _port.WithAgent(program, socket => s_requests.Select(request =>
    {
        socket.Call(request);
        IReadOnlyList<double> times = Clock.Times(() => socket.Call(request));
        return times[times.Count / 2] / 1000;
    }).ToArray());
}
