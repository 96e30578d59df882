using System.Text;
using Qga.Linux.Interop;

namespace Qga.Linux.SysFs;

/// <summary>
/// The ports of virtio consoles by the names that the host has given them. udev makes a link of each name in /dev/virtio-ports; mdev, and the first stage
/// of a boot, do not.
/// </summary>
public static class VirtioPorts
{
    private const string LinkFolder = "/dev/virtio-ports/";

    /// <summary>Lists the ports that have a name.</summary>
    /// <param name="sysRoot">Where /sys is.</param>
    /// <param name="ports">The ports, in no order.</param>
    /// <returns>Why there may be more; ENOENT where the kernel has no driver for them.</returns>
    public static Errno Read(string sysRoot, out List<VirtioPort> ports)
    {
        ports = [];
        using KernelFile directory = KernelFile.Open($"{sysRoot}/class/virtio-ports");
        DirectoryNames devices = new(directory, stackalloc byte[DirectoryNames.Room]);
        while (devices.Read())
        {
            using KernelFile file = directory.Open(devices.Current, "name"u8);
            using FileContent name = FileContent.Read(file);
            ReadOnlySpan<byte> text = name.Bytes.TrimEnd((byte)'\n');
            if (!text.IsEmpty)
            {
                ports.Add(new(Encoding.UTF8.GetString(devices.Current), Encoding.UTF8.GetString(text)));
            }
        }

        return devices.Error;
    }

    /// <summary>Finds the device that a path of udev's would lead to.</summary>
    /// <param name="sysRoot">Where /sys is.</param>
    /// <param name="path">The path: <c>/dev/virtio-ports/</c> and a name.</param>
    /// <returns>The device node, such as <c>/dev/vport0p1</c>; null for other paths, and where no port has the name.</returns>
    public static string? FindDevice(string sysRoot, string path)
    {
        if (path.StartsWith(LinkFolder, StringComparison.Ordinal))
        {
            _ = Read(sysRoot, out List<VirtioPort> ports);
            foreach (VirtioPort port in ports)
            {
                if (path.AsSpan(LinkFolder.Length).SequenceEqual(port.Name))
                {
                    return $"/dev/{port.Device}";
                }
            }
        }

        return null;
    }
}

/// <summary>A port of a virtio console.</summary>
/// <param name="device">The kernel's name of it, such as <c>vport0p1</c>.</param>
/// <param name="name">The host's name of it, such as <c>org.qemu.guest_agent.0</c>.</param>
public sealed class VirtioPort(string device, string name)
{
    /// <summary>The kernel's name of it.</summary>
    public string Device => device;

    /// <summary>The host's name of it.</summary>
    public string Name => name;
}
