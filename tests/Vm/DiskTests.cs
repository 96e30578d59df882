using System.Text.Json.Nodes;
using Qga.Machines;

namespace Qga.Vm;

/// <summary>Disks of every kind, in a machine of their own.</summary>
public sealed class DiskTests : IAsyncLifetime
{
    private readonly string _file = Path.GetTempFileName();
    private Machine _machine = null!;
    private AgentChannel _agent = null!;

    public async ValueTask InitializeAsync()
    {
        await using (FileStream file = new(_file, FileMode.Open))
        {
            file.SetLength(256 << 20);
        }

        _machine = await Machine.StartAsync(new()
        {
            Agent = Project.Agent,
            More =
            [
                "-drive", $"if=none,id=sata,file={_file},format=raw", "-device", "ide-hd,bus=ide.2,drive=sata,serial=sata-disk",
                .. Empty("nvme"), "-device", "nvme,drive=nvme,serial=nvme-disk",
                .. Empty("usb"), "-device", "qemu-xhci,id=xhci", "-device", "usb-storage,id=stick,bus=xhci.0,drive=usb,serial=usb-disk",
                .. Empty("lun"), "-device", "scsi-hd,bus=scsi.0,scsi-id=3,lun=4,drive=lun,serial=lun-disk,id=lun",
            ],
        });
        await _machine.StartAgentAsync();
        await _machine.Shell.RunAsync("modprobe -a ahci nvme xhci_pci usb_storage dm_mod loop btrfs");
        await _machine.Shell.WaitUntilAsync("test $(ls -d /sys/block/sd* /sys/block/nvme0n1 | wc -l) = 5 && udevadm settle", TimeSpan.FromSeconds(30));
        _agent = await _machine.ConnectAgentAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _agent?.Dispose();
        if (_machine is not null)
            await _machine.DisposeAsync();
        File.Delete(_file);
    }

    [Fact]
    public async Task Disks_of_every_kind_are_told_as_what_they_are()
    {
        await AttachmentsAsync();
        await PartitionsAndStacksAsync();
        await HealthAsync();
        await FilesystemsAsync();
        await CountersAsync();
        await VanishingAsync();
    }

    private async Task AttachmentsAsync()
    {
        Dictionary<string, JsonNode> disks = await BySerialAsync();
        Check("ext4-disk", "virtio", 0, 0);
        Check("xfs-disk", "scsi", 1, 2);
        Check("lun-disk", "scsi", 3, 4);
        Check("sata-disk", "sata", 0, 2);
        Check("nvme-disk", "nvme", 0, 0);
        Check("usb-disk", "usb", 0, 0);
        Assert.All(disks.Values, disk => Assert.NotEqual(-1, (int)disk["address"]!["pci-controller"]!["slot"]!));

        void Check(string serial, string type, int target, int unit)
        {
            JsonNode address = disks[serial]["address"]!;
            Assert.Equal((type, target, unit), ((string?)address["bus-type"], (int)address["target"]!, (int)address["unit"]!));
            Assert.Equal((string?)disks[serial]["name"], (string?)address["dev"]);
        }
    }

    private async Task PartitionsAndStacksAsync()
    {
        string sata = Node((await BySerialAsync())["sata-disk"]);
        await _machine.Shell.RunAsync($"""
            set -e
            printf '2048,131072\n,\n' | sfdisk -q {sata}
            udevadm settle
            dmsetup --noudevsync --noudevrules create lower --table "0 65536 linear {sata}1 0"
            dmsetup --noudevsync --noudevrules create upper-one --table "0 65536 linear /dev/dm-0 0"
            losetup /dev/loop7 {sata}2
            udevadm settle
            """);
        Dictionary<string, JsonNode> disks = (await DisksAsync()).ToDictionary(disk => Node(disk!), disk => disk!);
        Assert.Equal((true, sata), ((bool)disks[$"{sata}1"]["partition"]!, Dependencies(disks[$"{sata}1"])));
        Assert.Equal((true, sata), ((bool)disks[$"{sata}2"]["partition"]!, Dependencies(disks[$"{sata}2"])));
        Assert.Equal(("lower", $"{sata}1"), ((string?)disks["/dev/dm-0"]["alias"], Dependencies(disks["/dev/dm-0"])));
        Assert.Equal(("upper-one", "/dev/dm-0"), ((string?)disks["/dev/dm-1"]["alias"], Dependencies(disks["/dev/dm-1"])));
        Assert.Null(disks["/dev/dm-1"]["address"]);
        Assert.Null(disks["/dev/loop7"]["address"]);
    }

    private async Task HealthAsync()
    {
        JsonNode smart = (await BySerialAsync())["nvme-disk"]["smart"]!;
        Assert.Equal("nvme", (string?)smart["type"]);

        // What QEMU's controller says: 50 degrees, all well.
        Assert.Equal((323, 0, 0), ((int)smart["temperature"]!, (int)smart["critical-warning"]!, (int)smart["media-errors-lo"]!));
        long before = (long)smart["host-read-commands-lo"]!;
        await _machine.Shell.RunAsync("dd if=/dev/nvme0n1 of=/dev/null bs=4k count=8 iflag=direct 2>&1");
        smart = (await BySerialAsync())["nvme-disk"]["smart"]!;
        Assert.Equal(before + 8, (long)smart["host-read-commands-lo"]!);
        Assert.Null((await BySerialAsync())["ext4-disk"]["smart"]);
    }

    private async Task FilesystemsAsync()
    {
        string sata = Node((await BySerialAsync())["sata-disk"]);
        await _machine.Shell.RunAsync("""
            set -e
            mkfs.btrfs -q -f -m single /dev/loop7
            mke2fs -q -F /dev/dm-1
            mkdir -p /mnt/btrfs /mnt/volume /mnt/stack /mnt/bound
            mount /dev/loop7 /mnt/btrfs
            btrfs -q subvolume create /mnt/btrfs/volume
            mount -o subvol=volume /dev/loop7 /mnt/volume
            mount /dev/dm-1 /mnt/stack
            mount --bind /mnt/stack /mnt/bound
            """);
        Dictionary<string, JsonNode> list = (await _agent.CallAsync("guest-get-fsinfo")).AsArray().ToDictionary(entry => (string)entry!["mountpoint"]!, entry => entry!);
        Assert.Equal(["/", "/mnt/btrfs", "/mnt/ext4", "/mnt/stack", "/mnt/xfs"], list.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("btrfs", "loop7", 0), ((string?)list["/mnt/btrfs"]["type"], (string?)list["/mnt/btrfs"]["name"], list["/mnt/btrfs"]["disk"]!.AsArray().Count));
        Assert.True((long)list["/mnt/btrfs"]["total-bytes"]! > 0);
        JsonNode disk = Assert.Single(list["/mnt/stack"]["disk"]!.AsArray())!;
        Assert.Equal(("dm-1", "sata", $"{sata}1"), ((string?)list["/mnt/stack"]["name"], (string?)disk["bus-type"], (string?)disk["dev"]));
    }

    private async Task CountersAsync()
    {
        await _machine.Shell.RunAsync("dd if=/dev/nvme0n1 of=/dev/null bs=4k count=5 iflag=direct 2>&1");
        string line = await _machine.Shell.RunAsync("grep ' nvme0n1 ' /proc/diskstats");
        string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        JsonNode entry = (await _agent.CallAsync("guest-get-diskstats")).AsArray().Single(entry => (string?)entry!["name"] == "nvme0n1")!;
        Assert.Equal((fields[0], fields[1]), (entry["major"]!.ToString(), entry["minor"]!.ToString()));
        Assert.Equal((fields[3], fields[5]), (entry["stats"]!["read-ios"]!.ToString(), entry["stats"]!["read-sectors"]!.ToString()));
        Assert.NotNull(entry["stats"]!["flush-ticks"]);
    }

    private async Task VanishingAsync()
    {
        Task unplug = _machine.Monitor.ExecuteAsync("device_del", new() { ["id"] = "lun" });
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while ((await BySerialAsync()).ContainsKey("lun-disk"))
        {
            await _agent.CallAsync("guest-get-fsinfo");
            patience.Token.ThrowIfCancellationRequested();
        }

        await unplug;
        Assert.Equal("pong", await _machine.Shell.RunAsync("echo pong"));
    }

    private static string[] Empty(string id) => ["-blockdev", $"driver=null-co,node-name={id},size=67108864,read-zeroes=on"];

    private static string Node(JsonNode disk) => (string)disk["name"]!;

    private static string Dependencies(JsonNode disk) => string.Join(' ', disk["dependencies"]!.AsArray());

    private async Task<JsonArray> DisksAsync() => (await _agent.CallAsync("guest-get-disks")).AsArray();

    // udev puts maker and model before the serial number of a SCSI disk; the last part is always ours.
    private async Task<Dictionary<string, JsonNode>> BySerialAsync() => (await DisksAsync())
        .Where(disk => disk!["address"]?["serial"] is not null)
        .ToDictionary(disk => Known.First(serial => ((string)disk!["address"]!["serial"]!).Contains(serial, StringComparison.Ordinal)), disk => disk!);

    private static string[] Known => ["ext4-disk", "xfs-disk", "lun-disk", "sata-disk", "nvme-disk", "usb-disk", "bundle"];
}
