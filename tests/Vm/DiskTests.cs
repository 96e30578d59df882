using System.Diagnostics;
using System.Text.Json.Nodes;
using Qga.Machines;

namespace Qga.Vm;

/// <summary>Disks of every kind, as the agent tells of them, against what QEMU and the guest's own tools were told.</summary>
public sealed class DiskTests(DiskGuest guest) : IClassFixture<DiskGuest>
{
    [Theory]
    [InlineData("blk-disk", "virtio", "virtio", 0, 0)]
    [InlineData("lun-disk", "scsi", "scsi", 3, 4)]
    [InlineData("sata-disk", "sata", "ahci", 0, 2)]
    [InlineData("nvme-disk", "nvme", "nvme", 0, 0)]
    [InlineData("usb-disk", "usb", "xhci", 0, 0)]
    public async Task A_disk_is_where_QEMU_has_put_it(string serial, string type, string controller, int target, int unit)
    {
        JsonNode disk = await DiskAsync(serial);
        JsonNode address = disk["address"]!;
        Assert.Equal((type, 0, target, unit), ((string?)address["bus-type"], (int)address["bus"]!, (int)address["target"]!, (int)address["unit"]!));
        JsonNode pci = address["pci-controller"]!;
        JsonArray devices = (await guest.Machine.Monitor.ExecuteAsync("query-pci"))[0]!["devices"]!.AsArray();
        JsonNode there = devices.Single(device => (string?)device!["qdev_id"] == controller)!;
        Assert.Equal((0, 0, (int)there["slot"]!, (int)there["function"]!), ((int)pci["domain"]!, (int)pci["bus"]!, (int)pci["slot"]!, (int)pci["function"]!));
        Assert.Equal(((string?)disk["name"], false), ((string?)address["dev"], (bool)disk["partition"]!));
    }

    [Fact]
    public async Task A_partition_and_a_stack_name_what_they_are_made_from()
    {
        Dictionary<string, JsonNode> disks = await guest.DisksAsync();
        string volume = await MapperAsync("group-volume");
        string secret = await MapperAsync("secret");
        Check($"{guest.Sata}1", isPartition: true, guest.Sata, null);
        Check($"{guest.Sata}2", isPartition: true, guest.Sata, null);
        Check(volume, isPartition: false, $"{guest.Sata}1", "group-volume");
        Check(secret, isPartition: false, volume, "secret");
        Assert.Empty(disks[guest.Sata]["dependencies"]!.AsArray());
        Assert.Empty(disks["/dev/loop0"]["dependencies"]!.AsArray());

        void Check(string node, bool isPartition, string dependency, string? alias)
        {
            JsonNode disk = disks[node];
            Assert.Equal(
                (isPartition, dependency, alias),
                ((bool)disk["partition"]!, (string?)disk["dependencies"]!.AsArray().Single(), (string?)disk["alias"]));
            Assert.Null(disk["address"]);
        }
    }

    [Fact]
    public async Task A_file_system_is_listed_once_with_the_disk_at_the_bottom_of_its_stack()
    {
        Dictionary<string, JsonNode> list = await guest.FilesystemsAsync();
        Assert.Equal(["/", "/mnt/btrfs", "/mnt/ext4", "/mnt/loop", "/mnt/secret", "/mnt/xfs"], list.Keys.Order(StringComparer.Ordinal));
        Check("/mnt/secret", Path.GetFileName(await MapperAsync("secret")), $"{guest.Sata}1");
        Check("/mnt/btrfs", Path.GetFileName($"{guest.Sata}2"), $"{guest.Sata}2");
        Assert.Empty(list["/mnt/loop"]["disk"]!.AsArray());
        Assert.All(list.Values, entry => Assert.True((long)entry["total-bytes"]! > (long)entry["used-bytes"]!));

        void Check(string mountPoint, string name, string node)
        {
            JsonNode disk = Assert.Single(list[mountPoint]["disk"]!.AsArray())!;
            Assert.Equal((name, "sata", node), ((string?)list[mountPoint]["name"], (string?)disk["bus-type"], (string?)disk["dev"]));
        }
    }

    [Fact]
    public async Task The_original_lists_the_same_disks_in_the_same_order()
    {
        JsonArray theirs = await OriginalAsync("guest-get-disks");
        JsonArray ours = (await guest.Agent.CallJsonAsync("guest-get-disks")).AsArray();
        Assert.Equal(theirs.Count, ours.Count);
        Assert.All(theirs.Zip(ours), pair => Assert.True(
            JsonNode.DeepEquals(WithoutDifferences(pair.First), WithoutDifferences(pair.Second)),
            $"{pair.First!.ToJsonString()}\n{pair.Second!.ToJsonString()}"));
    }

    [Fact]
    public async Task An_NVMe_disk_tells_its_health()
    {
        JsonNode smart = (await DiskAsync("nvme-disk"))["smart"]!;

        // What QEMU's controller says: 50 degrees, all well.
        Assert.Equal(
            ("nvme", 323, 0, 0),
            ((string?)smart["type"], (int)smart["temperature"]!, (int)smart["critical-warning"]!, (int)smart["media-errors-lo"]!));
        long before = (long)smart["host-read-commands-lo"]!;
        await guest.Shell.RunAsync("dd if=/dev/nvme0n1 of=/dev/null bs=4k count=8 iflag=direct 2>&1");
        Assert.Equal(before + 8, (long)(await DiskAsync("nvme-disk"))["smart"]!["host-read-commands-lo"]!);
        Assert.Null((await DiskAsync("blk-disk"))["smart"]);
    }

    [Fact]
    public async Task The_counters_are_those_of_the_kernel()
    {
        await guest.Shell.RunAsync("dd if=/dev/nvme0n1 of=/dev/null bs=4k count=5 iflag=direct 2>&1");
        string[] fields = (await guest.Shell.RunAsync("grep ' nvme0n1 ' /proc/diskstats")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        JsonNode entry = (await guest.Agent.CallJsonAsync("guest-get-diskstats")).AsArray().Single(entry => (string?)entry!["name"] == "nvme0n1")!;
        Assert.Equal((fields[0], fields[1]), (entry["major"]!.ToString(), entry["minor"]!.ToString()));
        Assert.Equal((fields[3], fields[5]), (entry["stats"]!["read-ios"]!.ToString(), entry["stats"]!["read-sectors"]!.ToString()));
        Assert.NotNull(entry["stats"]!["flush-ticks"]);
    }

    [Fact]
    public async Task What_does_not_answer_costs_only_its_sizes()
    {
        // A file system on a disk whose server never takes up a request; and one that is mounted where only that server knows the way.
        string node = (string)(await DiskAsync("blk-disk"))["name"]!;
        await guest.Shell.RunAsync($"""
            set -e
            truncate -s 16M /run/behind.img
            mke2fs -q -t ext4 /run/behind.img
            mkdir -p /mnt/fuse/behind
            mount -o loop /run/behind.img /mnt/fuse/behind
            exec 5<> /dev/fuse
            mount -i -t fuseblk -o fd=5,rootmode=40000,user_id=0,group_id=0,blksize=512 {node} /mnt/fuse
            sleep 1000 > /dev/null 2>&1 5<&5 & echo $! > /run/fuse.pid
            """);
        try
        {
            Stopwatch first = Stopwatch.StartNew();
            Dictionary<string, JsonNode> list = await guest.FilesystemsAsync();
            first.Stop();
            Assert.All(list, entry => Assert.Equal(entry.Key.StartsWith("/mnt/fuse", StringComparison.Ordinal), entry.Value["total-bytes"] is null));
            Assert.Equal(("fuseblk", "ext4"), ((string?)list["/mnt/fuse"]["type"], (string?)list["/mnt/fuse/behind"]["type"]));

            // From now on they are known, and not waited for.
            Stopwatch second = Stopwatch.StartNew();
            Assert.Equal(list.Keys, (await guest.FilesystemsAsync()).Keys);
            Assert.InRange(second.Elapsed, TimeSpan.Zero, first.Elapsed);
        }
        finally
        {
            await guest.Shell.RunAsync("kill $(cat /run/fuse.pid); umount --lazy /mnt/fuse; umount /mnt/fuse/behind");
        }
    }

    [Fact]
    public async Task A_disk_that_is_unplugged_while_it_is_looked_at_is_missing_and_nothing_else()
    {
        for (int i = 0; i < 3; i++)
        {
            await guest.Machine.Monitor.ExecuteAsync("device_add", Guest.Arguments("""
                {"driver": "scsi-hd", "bus": "scsi.0", "scsi-id": 5, "drive": "plug", "serial": "plug-disk", "id": "plug"}
                """));
            await WhileAsync(async () => !await HasAsync("plug-disk"));
            Task unplugged = UnplugAsync();
            await WhileAsync(() => Task.FromResult(!unplugged.IsCompleted));
            await unplugged;
            await WhileAsync(() => HasAsync("plug-disk"));
        }
    }

    private async Task UnplugAsync()
    {
        await guest.Machine.Monitor.ExecuteAsync("device_del", Guest.Arguments("""{"id": "plug"}"""));
        await guest.Machine.Monitor.WaitForEventAsync("DEVICE_DELETED", TimeSpan.FromSeconds(30));
    }

    // Asks everything again and again; what stays must be there each time.
    private async Task WhileAsync(Func<Task<bool>> goesOn)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        while (await goesOn())
        {
            patience.Token.ThrowIfCancellationRequested();
            Assert.Contains(guest.Sata, (await guest.DisksAsync()).Keys);
            Assert.Contains("/mnt/secret", (await guest.FilesystemsAsync()).Keys);
            Assert.NotEmpty((await guest.Agent.CallJsonAsync("guest-get-diskstats")).AsArray());
        }
    }

    private async Task<bool> HasAsync(string serial) => (await guest.DisksAsync()).Values.Any(disk => IsOf(disk, serial));

    private async Task<JsonNode> DiskAsync(string serial) => (await guest.DisksAsync()).Values.Single(disk => IsOf(disk, serial));

    // udev puts maker and model before the serial number of most.
    private static bool IsOf(JsonNode disk, string serial) => ((string?)disk["address"]?["serial"])?.Contains(serial, StringComparison.Ordinal) == true;

    private Task<string> MapperAsync(string name) => guest.Shell.RunAsync($"echo /dev/dm-$(dmsetup info --columns --noheadings -o minor {name})");

    private async Task<JsonArray> OriginalAsync(string command)
    {
        string reply = await guest.Shell.RunAsync($$"""
            mkdir -p /run/original
            /usr/sbin/qemu-ga -m unix-listen -p /run/original/socket -t /run/original > /dev/null 2>&1 & agent=$!
            while ! test -S /run/original/socket; do sleep 0.1; done
            echo '{"execute":"{{command}}"}' | socat -t 10 - UNIX-CONNECT:/run/original/socket
            kill -9 $agent
            rm -r /run/original
            """);
        return JsonNode.Parse(reply)!["return"]!.AsArray();
    }

    // The original does not tell a SCSI disk's target; its udev does not know the names of mapped devices here; this release does not know USB.
    private static JsonObject WithoutDifferences(JsonNode? disk)
    {
        JsonObject copy = disk!.DeepClone().AsObject();
        copy.Remove("alias");
        if ((string?)copy["address"]?["bus-type"] == "scsi")
            copy["address"]!["target"] = 0;
        if (IsOf(copy, "usb-disk"))
            copy.Remove("address");
        return copy;
    }
}
