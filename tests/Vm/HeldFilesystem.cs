using Qga.Machines;

namespace Qga.Vm;

/// <summary>A file system in the guest whose disk can be made to answer nothing, so that the kernel holds whoever writes or freezes.</summary>
internal sealed class HeldFilesystem : IAsyncDisposable
{
    public const string MountPoint = "/mnt/held";

    private readonly GuestShell _shell;

    private HeldFilesystem(GuestShell shell) => _shell = shell;

    /// <summary>Makes it, and mounts it.</summary>
    public static async Task<HeldFilesystem> MakeAsync(GuestShell shell)
    {
        await shell.RunAsync("""
            set -e
            export DM_DISABLE_UDEV=1
            modprobe loop; modprobe dm_mod
            truncate -s 32M /run/held.img
            device=$(losetup --find --show /run/held.img)
            echo $device > /run/held.device
            dmsetup create held --table "0 65536 linear $device 0"
            dmsetup mknodes
            mke2fs -q -t ext4 /dev/mapper/held
            mkdir -p /mnt/held
            mount /dev/mapper/held /mnt/held
            """);
        return new(shell);
    }

    /// <summary>Has the disk answer nothing, with something still to be written to it.</summary>
    public Task HoldAsync() =>
        _shell.RunAsync("DM_DISABLE_UDEV=1 sh -c 'echo dirty > /mnt/held/dirty; dmsetup suspend --nolockfs --noflush held'");

    /// <summary>Has it answer again.</summary>
    public Task LetGoAsync() => _shell.RunAsync("DM_DISABLE_UDEV=1 dmsetup resume held");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _shell.RunAsync("""
        export DM_DISABLE_UDEV=1
        dmsetup resume held
        umount /mnt/held
        dmsetup remove held
        losetup --detach $(cat /run/held.device)
        rm /run/held.img /run/held.device
        """);
}
