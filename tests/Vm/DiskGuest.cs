using System.Text.Json.Nodes;
using Qga.Client;
using Qga.Machines;

namespace Qga.Vm;

/// <summary>A machine with disks of every kind: attached in every way, in partitions, in stacks of LVM and LUKS, with subvolumes, bound and looped.</summary>
public sealed class DiskGuest : IAsyncLifetime
{
    private readonly string _file = Path.GetTempFileName();

    public Machine Machine { get; private set; } = null!;

    public GuestAgentClient Agent { get; private set; } = null!;

    public GuestShell Shell => Machine.Shell;

    /// <summary>The node of the SATA disk, which depends on who came first.</summary>
    public string Sata { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await using (FileStream file = new(_file, FileMode.Open))
            file.SetLength(512 << 20);
        Machine = await Machine.StartAsync(new()
        {
            Agent = Project.Agent,
            More =
            [
                "-drive", $"if=none,id=sata,file={_file},format=raw",
                "-device", "ich9-ahci,id=ahci", "-device", "ide-hd,bus=ahci.2,drive=sata,serial=sata-disk",
                .. NullDisk("blk"), "-device", "virtio-blk-pci,id=virtio,drive=blk,serial=blk-disk",
                .. NullDisk("lun"), "-device", "scsi-hd,bus=scsi.0,scsi-id=3,lun=4,drive=lun,serial=lun-disk",
                .. NullDisk("nvme"), "-device", "nvme,id=nvme,drive=nvme,serial=nvme-disk",
                .. NullDisk("usb"), "-device", "qemu-xhci,id=xhci", "-device", "usb-storage,id=stick,bus=xhci.0,drive=usb,serial=usb-disk",
                .. NullDisk("plug"),
            ],
        });
        await Machine.StartAgentAsync();
        await Shell.RunAsync("modprobe -a ahci nvme xhci_pci usb_storage dm_crypt xts ecb aes_generic loop btrfs fuse");
        await Shell.WaitUntilAsync("test $(ls -d /sys/block/sd* /sys/block/nvme0n1 | wc -l) = 5 && udevadm settle", TimeSpan.FromSeconds(60));
        Sata = "/dev/" + await Shell.RunAsync("basename $(ls -d /sys/devices/pci*/*/ata*/host*/target*/*/block/*)");
        await Shell.RunAsync(Stacks(Sata), TimeSpan.FromSeconds(120));
        Agent = await Machine.ConnectAgentAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Agent is not null)
            await Agent.DisposeAsync();
        if (Machine is not null)
            await Machine.DisposeAsync();
        File.Delete(_file);
    }

    public Task<Dictionary<string, JsonNode>> DisksAsync() => ByAsync("guest-get-disks", "name");

    public Task<Dictionary<string, JsonNode>> FilesystemsAsync() => ByAsync("guest-get-fsinfo", "mountpoint");

    private async Task<Dictionary<string, JsonNode>> ByAsync(string command, string key) =>
        (await Agent.CallJsonAsync(command)).AsArray().ToDictionary(entry => (string)entry![key]!, entry => entry!);

    private static string[] NullDisk(string name) => ["-blockdev", $"driver=null-co,node-name={name},size=67108864,read-zeroes=on"];

    // The guest has no rules that would make udev take part in what the device mapper does.
    private static string Stacks(string disk) => $"""
        set -e
        export DM_DISABLE_UDEV=1
        printf '2048,262144\n,\n' | sfdisk -q {disk}
        udevadm settle
        pvcreate -qq {disk}1
        vgcreate -qq group {disk}1
        lvcreate -qq -L 64M -n volume group
        printf secret > /run/key
        cryptsetup luksFormat -q --pbkdf pbkdf2 --pbkdf-force-iterations 1000 /dev/group/volume /run/key
        cryptsetup open --key-file /run/key /dev/group/volume secret
        mke2fs -q /dev/mapper/secret
        mkfs.btrfs -q -f {disk}2
        truncate -s 16M /run/loop.img
        mke2fs -q /run/loop.img
        mkdir -p /mnt/secret /mnt/bound /mnt/btrfs /mnt/volume /mnt/loop
        mount /dev/mapper/secret /mnt/secret
        mount --bind /mnt/secret /mnt/bound
        mount {disk}2 /mnt/btrfs
        btrfs -q subvolume create /mnt/btrfs/volume
        mount -o subvol=volume {disk}2 /mnt/volume
        mount -o loop /run/loop.img /mnt/loop
        """;
}
