using System.Text.Json.Nodes;
using Qga.Machines;
using static Qga.Vm.Guest;

namespace Qga.Vm;

[Collection(SharedGuest.Name)]
public sealed class TrimTests(Guest guest)
{
    private const long Size = 64 << 20;

    [Fact]
    public async Task Deleted_data_leaves_the_disks_of_the_host()
    {
        string[] disks = [guest.Machine.Files.Ext4Disk, guest.Machine.Files.XfsDisk];
        long[] before = await AllocatedAsync(disks);
        await guest.Shell.RunAsync($"""
            set -e
            for at in /mnt/ext4 /mnt/xfs; do dd if=/dev/zero of=$at/big bs=1M count={Size >> 20} conv=fsync status=none; done
            """);
        long[] full = await AllocatedAsync(disks);
        Assert.All(full.Zip(before), sizes => Assert.True(sizes.First - sizes.Second > Size * 9 / 10, "the file is not on the host's disk"));

        await guest.Shell.RunAsync("rm /mnt/ext4/big /mnt/xfs/big; sync");
        JsonArray paths = (await guest.Agent.CallJsonAsync("guest-fstrim"))["paths"]!.AsArray();
        Assert.Equal(["/mnt/xfs", "/mnt/ext4", "/"], paths.Select(path => (string?)path!["path"]));
        Assert.All(paths.Take(2), path => Assert.True((long)path!["trimmed"]! >= Size, path.ToJsonString()));
        long[] after = await AllocatedAsync(disks);
        Assert.All(full.Zip(after), sizes => Assert.True(sizes.First - sizes.Second > Size * 9 / 10, "the host's disk has not shrunk"));
    }

    [Fact]
    public async Task A_file_system_whose_disk_cannot_trim_says_so_and_stops_nothing()
    {
        JsonArray paths = (await guest.Agent.CallJsonAsync("guest-fstrim"))["paths"]!.AsArray();
        Assert.Equal("trim not supported", (string?)paths.Single(path => (string?)path!["path"] == "/")!["error"]);
    }

    [Theory]
    [InlineData("""{"minimum": "all"}""", "GenericError: Invalid parameter type for 'minimum', expected: integer")]
    [InlineData("""{"path": "/"}""", "GenericError: Parameter 'path' is unexpected")]
    public async Task Bad_input_is_refused(string arguments, string refusal) =>
        Assert.Equal(refusal, await guest.Agent.RefusalAsync("guest-fstrim", Arguments(arguments)));

    private static async Task<long[]> AllocatedAsync(string[] disks) =>
        [await MachineFiles.AllocatedAsync(disks[0]), await MachineFiles.AllocatedAsync(disks[1])];
}
