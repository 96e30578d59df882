using System.Globalization;
using System.Text.Json.Nodes;
using Qga.Machines;
using static Qga.Vm.Guest;

namespace Qga.Vm;

[Collection(SharedGuest.Name)]
public sealed class FilesystemTests(Guest guest)
{
    [Fact]
    public async Task Mounts_are_listed_latest_first()
    {
        IEnumerable<string?> points = (await FilesystemsAsync()).Select(entry => (string?)entry!["mountpoint"]);
        Assert.Equal(["/mnt/xfs", "/mnt/ext4", "/"], points);
    }

    [Theory]
    [InlineData("/mnt/ext4", "ext4", "vdc")]
    [InlineData("/mnt/xfs", "xfs", "sda")]
    [InlineData("/", "ext4", "vda")]
    public async Task Type_name_and_sizes_are_those_of_the_mount(string point, string type, string name)
    {
        JsonNode entry = await FilesystemAsync(point);
        Assert.Equal((type, name), ((string?)entry["type"], (string?)entry["name"]));

        // Blocks, free ones, those an ordinary user may take, and the size of one.
        long[] numbers = await NumbersAsync($"stat --file-system --format='%b %f %a %S' {point}");
        Assert.Equal((numbers[0] - numbers[1]) * numbers[3], (long)entry["used-bytes"]!);
        Assert.Equal((numbers[0] - numbers[1] + numbers[2]) * numbers[3], (long)entry["total-bytes"]!);
        Assert.Equal(numbers[0] * numbers[3], (long)entry["total-bytes-privileged"]!);
    }

    [Fact]
    public async Task A_virtio_disk_has_its_serial_node_and_place_on_the_bus()
    {
        JsonNode disk = Assert.Single((await FilesystemAsync("/mnt/ext4"))["disk"]!.AsArray())!;
        Assert.Equal(("virtio", "/dev/vdc", "ext4-disk"), ((string?)disk["bus-type"], (string?)disk["dev"], (string?)disk["serial"]));
        Assert.Equal((0, 0, 0), ((int)disk["bus"]!, (int)disk["target"]!, (int)disk["unit"]!));
        await CheckControllerAsync(disk, "vdc");
    }

    [Fact]
    public async Task A_scsi_disk_has_its_serial_node_unit_and_controller()
    {
        JsonNode disk = Assert.Single((await FilesystemAsync("/mnt/xfs"))["disk"]!.AsArray())!;
        Assert.Equal(("scsi", "/dev/sda", "0QEMU_QEMU_HARDDISK_xfs-disk"), ((string?)disk["bus-type"], (string?)disk["dev"], (string?)disk["serial"]));
        Assert.Equal(2, (int)disk["unit"]!);
        await CheckControllerAsync(disk, "sda");
    }

    [Fact]
    public async Task An_argument_is_refused() =>
        Assert.Equal("GenericError: Parameter 'disk' is unexpected", await guest.Agent.RefusalAsync("guest-get-fsinfo", Arguments("""{"disk": "sda"}""")));

    private async Task CheckControllerAsync(JsonNode disk, string name)
    {
        // "/sys/devices/pci0000:00/0000:00:03.0/virtio2/block/vdc": the last PCI address in the path is the controller's.
        string address = await guest.Shell.RunAsync($"realpath /sys/block/{name} | grep -o '[0-9a-f]*:[0-9a-f]*:[0-9a-f]*\\.[0-9]' | tail -n 1");
        int[] parts = [.. address.Split(':', '.').Select(part => int.Parse(part, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
        JsonNode controller = disk["pci-controller"]!;
        int[] reported = [(int)controller["domain"]!, (int)controller["bus"]!, (int)controller["slot"]!, (int)controller["function"]!];
        Assert.Equal(parts, reported);
    }

    private async Task<long[]> NumbersAsync(string script) =>
        [.. (await guest.Shell.RunAsync(script)).Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];

    private async Task<JsonArray> FilesystemsAsync() => (await guest.Agent.CallJsonAsync("guest-get-fsinfo")).AsArray();

    private async Task<JsonNode> FilesystemAsync(string point) => (await FilesystemsAsync()).Single(entry => (string?)entry!["mountpoint"] == point)!;
}
