using Qga.Testing;

namespace Qga.Client.Tests.Inventory;

public sealed class DiskTests
{
    private const string Pci = """{"bus": 0, "slot": 4, "domain": 0, "function": 0}""";

    private const string Address =
        $$"""{"serial": "s1", "bus-type": "virtio", "bus": 0, "unit": 0, "pci-controller": {{Pci}}, "dev": "/dev/vda", "target": 0}""";

    private const string OldAddress = $$"""{"bus-type": "virtio", "bus": 0, "unit": 0, "pci-controller": {{Pci}}, "target": 0}""";

    private const string Disks = $$"""
        [{"name": "/dev/dm-0", "partition": false, "dependencies": ["/dev/vda2"], "alias": "vg-root"},
         {"name": "/dev/vda2", "partition": true, "dependencies": ["/dev/vda"]}, {"name": "/dev/vda1", "partition": true, "dependencies": ["/dev/vda"]},
         {"name": "/dev/vda", "partition": false, "address": {{Address}}}, {"name": "/dev/vdb", "partition": false}]
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Disks_are_joined_with_the_file_systems_on_them()
    {
        await using FakeGuestAgent agent = new();
        SetResult(agent, "guest-get-disks", Disks);
        SetResult(agent, "guest-get-fsinfo", FileSystems(Address));
        await using GuestAgentClient client = new(agent.Connect());
        GuestDisks disks = (await client.GetDisksAsync(Cancellation)).Value!;
        Assert.Equal(
            [
                "/dev/dm-0 vg-root on / used by /",
                "/dev/vda2  on  used by /",
                "/dev/vda1  on /boot used by /boot",
                "/dev/vda  on  used by / /boot",
                "/dev/vdb  on  used by ",
            ],
            disks.Disks.Select(disk => $"{disk.Name} {disk.Alias} on {Mountpoints(disk.FileSystems)} used by {Mountpoints(disk.UsedBy)}"));
        Assert.Equal("s1", disks.Disks[3].Address!.Serial);
        Assert.True(disks.Disks[1].IsPartition);
        Assert.Equal("/mnt/ram", Mountpoints(disks.Others));
        Assert.False(disks.AreMountedOnly);
        Assert.Null(disks.FileSystemsUnknownReason);
    }

    [Fact]
    public async Task Windows_disks_are_joined_by_the_disk_of_a_file_system()
    {
        const string drive = """\\\\.\\PhysicalDrive0""";
        await using FakeGuestAgent agent = new();
        SetResult(agent, "guest-get-disks", $$"""[{"name": "{{drive}}", "partition": false}]""");
        SetResult(agent, "guest-get-fsinfo", $$"""
            [{"name": "volume", "mountpoint": "C:", "type": "NTFS", "disk": [{{Address.Replace("/dev/vda", drive, StringComparison.Ordinal)}}]}]
            """);
        await using GuestAgentClient client = new(agent.Connect());
        GuestDisk disk = Assert.Single((await client.GetDisksAsync(Cancellation)).Value!.Disks);
        Assert.Equal(("", "C:"), (Mountpoints(disk.FileSystems), Mountpoints(disk.UsedBy)));
    }

    [Theory]
    [InlineData(Address, "/dev/vda")]
    [InlineData(OldAddress, null)]
    public async Task Agent_before_5_2_tells_the_disks_that_are_in_use(string address, string? name)
    {
        await using FakeGuestAgent agent = new();
        SetResult(agent, "guest-get-fsinfo", FileSystems(address));
        await using GuestAgentClient client = new(agent.Connect());
        GuestDisks disks = (await client.GetDisksAsync(Cancellation)).Value!;
        Assert.True(disks.AreMountedOnly);
        GuestDisk disk = Assert.Single(disks.Disks);
        Assert.Equal((name, "/ /boot"), (disk.Name, Mountpoints(disk.UsedBy)));
        Assert.Equal("/mnt/ram", Mountpoints(disks.Others));
    }

    [Fact]
    public async Task Agent_that_does_not_tell_file_systems_tells_disks()
    {
        await using FakeGuestAgent agent = new();
        SetResult(agent, "guest-get-disks", Disks);
        agent.SetError("guest-get-fsinfo", "realpath: No such device");
        await using GuestAgentClient client = new(agent.Connect());
        GuestDisks disks = (await client.GetDisksAsync(Cancellation)).Value!;
        Assert.Equal(5, disks.Disks.Count);
        Assert.Equal("realpath: No such device", disks.FileSystemsUnknownReason);
    }

    [Fact]
    public async Task Agent_that_tells_neither_leaves_them_unknown()
    {
        await using FakeGuestAgent agent = new();
        await using GuestAgentClient client = new(agent.Connect());
        Assert.Equal("The command guest-get-disks has not been found", (await client.GetDisksAsync(Cancellation)).UnknownReason);
    }

    private static string FileSystems(string address) => $$"""
        [{"name": "dm-0", "mountpoint": "/", "type": "xfs", "disk": [{{address}}]},
         {"name": "vda1", "mountpoint": "/boot", "type": "ext4", "disk": [{{address}}]},
         {"name": "ram0", "mountpoint": "/mnt/ram", "type": "ext2", "disk": []}]
        """;

    private static void SetResult(FakeGuestAgent agent, string command, string json) => agent.SetResult(command, json.ReplaceLineEndings(" "));

    private static string Mountpoints(IEnumerable<Contracts.GuestFilesystemInfo> systems) => string.Join(' ', systems.Select(system => system.Mountpoint));
}
