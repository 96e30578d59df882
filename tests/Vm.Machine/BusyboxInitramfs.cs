using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Qga.Machines;

/// <summary>
/// An initramfs that is a guest of its own: busybox is its init, and starts QEMU's agent again when it ends. The Debian disk lends it that agent with its
/// libraries, the module of its port, and the shell of the checks.
/// </summary>
public static class BusyboxInitramfs
{
    private const string Init = """
        #!/bin/busybox sh
        /bin/busybox --install -s /bin
        export PATH=/bin
        mkdir -p /debian /etc /usr/sbin /usr/local/lib /run /tmp /var
        mount -t proc proc /proc
        mount -t sysfs sys /sys
        mount -t devtmpfs dev /dev
        for module in /modules/*; do insmod "$module"; done
        while [ ! -e /sys/block/vda ]; do sleep 0.1; done
        mount -t ext4 -o noatime /dev/vda /debian
        insmod "$(find /debian/usr/lib/modules -name virtio_console.ko)"
        ln -s /debian/usr/lib /lib
        ln -s /debian/usr/lib /usr/lib
        ln -s /debian/usr/lib64 /lib64
        cp /debian/usr/sbin/qemu-ga /usr/sbin/qemu-ga
        while [ "$(cat /sys/class/virtio-ports/*/name | wc -l)" != 2 ]; do sleep 0.1; done
        mkdir /dev/virtio-ports
        for port in /sys/class/virtio-ports/*; do ln -s "../${port##*/}" "/dev/virtio-ports/$(cat "$port/name")"; done
        for place in proc sys dev; do mount -o bind "/$place" "/debian/$place"; done
        mount -t tmpfs guest /debian/guest
        exec /bin/busybox init

        """;

    private const string Inittab = """
        ::respawn:/usr/sbin/qemu-ga -t /run
        ::respawn:/bin/chroot /debian /usr/local/sbin/guest-shell

        """;

    /// <summary>Makes it of the image's, which has busybox and what finds the disk.</summary>
    public static async Task WriteAsync(GuestImage image, string path, CancellationToken cancellationToken = default)
    {
        await using FileStream file = File.Create(path);
        await using (FileStream original = File.OpenRead(image.Initramfs))
        {
            await original.CopyToAsync(file, cancellationToken);
        }

        // The kernel unpacks one archive after the other; what the last one has counts.
        await using GZipStream archive = new(file, CompressionLevel.Fastest);
        WriteEntry(archive, "etc", 0x41ED, "");
        WriteEntry(archive, "etc/inittab", 0x81A4, Inittab);
        WriteEntry(archive, "init", 0x81ED, Init);
        WriteEntry(archive, "TRAILER!!!", 0, "");
    }

    // cpio(5), the format "newc": thirteen numbers of eight digits; name and content are filled up to multiples of four bytes.
    private static void WriteEntry(Stream archive, string name, int mode, string content)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        int[] numbers = [0, mode, 0, 0, 1, 0, bytes.Length, 0, 0, 0, 0, name.Length + 1, 0];
        string header = "070701" + string.Concat(numbers.Select(number => number.ToString("X8", CultureInfo.InvariantCulture)));
        Write(archive, Encoding.ASCII.GetBytes($"{header}{name}\0"));
        Write(archive, bytes);
    }

    private static void Write(Stream archive, byte[] bytes)
    {
        archive.Write(bytes);
        archive.Write(new byte[-bytes.Length & 3]);
    }
}
