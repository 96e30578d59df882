using System.Text.Json.Nodes;
using Qga.Client;
using Qga.Machines;
using static Qga.Vm.Guest;

namespace Qga.Vm;

/// <summary>Processors and memory that come while the guest runs, in a machine of their own.</summary>
public sealed class HotplugTests : IAsyncLifetime
{
    private const string Blocks = "/sys/devices/system/memory";
    private const long Megabyte = 1 << 20;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private Machine _machine = null!;
    private GuestAgentClient _agent = null!;

    public async ValueTask InitializeAsync()
    {
        _machine = await Machine.StartAsync(new() { Agent = Project.Agent, Processors = "1,maxcpus=3", Memory = "512M,slots=2,maxmem=2G" });
        await _machine.StartAgentAsync();
        _agent = await _machine.ConnectAgentAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
            await _agent.DisposeAsync();
        if (_machine is not null)
            await _machine.DisposeAsync();
    }

    [Fact]
    public async Task What_is_plugged_in_is_seen_and_switched()
    {
        await ProcessorAsync();
        await MemoryAsync();
    }

    private async Task ProcessorAsync()
    {
        Assert.Equal([(0, true)], await ProcessorsAsync());
        await PlugProcessorAsync();
        await _machine.Shell.WaitUntilAsync("test -e /sys/devices/system/cpu/cpu1/online", s_limit);

        Assert.Equal(1, (int)await SetProcessorAsync(online: true));
        Assert.Equal([(0, true), (1, true)], await ProcessorsAsync());
        Assert.Equal("0-1", await _machine.Shell.RunAsync("cat /sys/devices/system/cpu/online"));
        Assert.Equal(1, (int)await SetProcessorAsync(online: false));
        Assert.Equal([(0, true), (1, false)], await ProcessorsAsync());
        Assert.Equal("0", await _machine.Shell.RunAsync("cat /sys/devices/system/cpu/online"));
    }

    private async Task MemoryAsync()
    {
        // The kernel would put into the new memory what it cannot move out again, were it not told to keep it for what it can.
        await _machine.Shell.RunAsync(
            "echo offline > /sys/devices/system/memory/auto_online_blocks; "
            + "echo auto-movable > /sys/module/memory_hotplug/parameters/online_policy");
        long size = (long)(await _agent.CallJsonAsync("guest-get-memory-block-info"))["size"]!;
        Assert.Equal(Convert.ToInt64(await _machine.Shell.RunAsync($"cat {Blocks}/block_size_bytes"), 16), size);
        SortedDictionary<ulong, bool> before = await BlocksAsync();
        Assert.All(before.Values, Assert.True);
        Assert.Equal(512 * Megabyte, before.Count * size);

        await PlugMemoryAsync(2 * size);
        await _machine.Shell.WaitUntilAsync($"test $(ls -d {Blocks}/memory[0-9]* | wc -l) = {before.Count + 2}", s_limit);
        SortedDictionary<ulong, bool> after = await BlocksAsync();
        ulong[] added = [.. after.Keys.Except(before.Keys)];
        Assert.Equal(2, added.Length);
        Assert.All(added, number => Assert.False(after[number]));

        long total = await TotalAsync();
        await SetBlocksAsync([(added[0], true, "success"), (added[1], true, "success"), (ulong.MaxValue, true, "not-found"), (added[0], true, "success")]);
        Assert.Equal("online online", await StatesAsync(added));
        Assert.Equal(total + 2 * size, await TotalAsync());
        await SetBlocksAsync([(added[1], false, "success")]);
        Assert.Equal("online offline", await StatesAsync(added));
        Assert.False((await BlocksAsync())[added[1]]);
        Assert.Equal(total + size, await TotalAsync());

        // The kernel itself is in the first block.
        await SetBlocksAsync([(0, false, "operation-failed"), (added[0], false, "success")]);
        Assert.Equal("online", await StatesAsync([0]));

        await _machine.Monitor.ExecuteAsync("device_del", Arguments("""{"id": "dimm"}"""));
        await _machine.Monitor.WaitForEventAsync("DEVICE_DELETED", s_limit);
        Assert.Equal(before, await BlocksAsync());
    }

    private async Task PlugProcessorAsync()
    {
        JsonNode free = (await _machine.Monitor.ExecuteAsync("query-hotpluggable-cpus")).AsArray()
            .Where(one => one!["qom-path"] is null).OrderBy(one => (int)one!["props"]!["socket-id"]!).ThenBy(one => (int)one!["props"]!["core-id"]!).First()!;
        JsonObject device = free["props"]!.DeepClone().AsObject();
        device["driver"] = (string)free["type"]!;
        await _machine.Monitor.ExecuteAsync("device_add", device);
    }

    private async Task PlugMemoryAsync(long size)
    {
        await _machine.Monitor.ExecuteAsync("object-add", new() { ["qom-type"] = "memory-backend-ram", ["id"] = "ram", ["size"] = size });
        await _machine.Monitor.ExecuteAsync("device_add", Arguments("""{"driver": "pc-dimm", "id": "dimm", "memdev": "ram"}"""));
    }

    private Task<JsonNode> SetProcessorAsync(bool online) =>
        _agent.CallJsonAsync("guest-set-vcpus", new() { ["vcpus"] = new JsonArray(new JsonObject { ["logical-id"] = 1, ["online"] = online }) });

    private async Task<IEnumerable<(int, bool)>> ProcessorsAsync() =>
        (await _agent.CallJsonAsync("guest-get-vcpus")).AsArray().Select(one => ((int)one!["logical-id"]!, (bool)one["online"]!));

    private async Task SetBlocksAsync((ulong Number, bool Online, string Response)[] wanted)
    {
        JsonArray blocks = [.. wanted.Select(one => new JsonObject { ["phys-index"] = one.Number, ["online"] = one.Online })];
        JsonNode responses = await _agent.CallJsonAsync("guest-set-memory-blocks", new() { ["mem-blks"] = blocks });
        Assert.Equal(
            wanted.Select(one => (one.Number, one.Response)),
            responses.AsArray().Select(one => ((ulong)one!["phys-index"]!, (string)one["response"]!)));
        Assert.All(responses.AsArray(), one => Assert.Equal((string?)one!["response"] == "success", one["error-code"] is null));
    }

    private async Task<SortedDictionary<ulong, bool>> BlocksAsync() =>
        new((await _agent.CallJsonAsync("guest-get-memory-blocks")).AsArray()
            .ToDictionary(block => (ulong)block!["phys-index"]!, block => (bool)block!["online"]!));

    private async Task<string> StatesAsync(ulong[] blocks) =>
        (await _machine.Shell.RunAsync("cat " + string.Join(' ', blocks.Select(number => $"{Blocks}/memory{number}/state")))).ReplaceLineEndings(" ");

    private async Task<long> TotalAsync() => 1024 * long.Parse(
        await _machine.Shell.RunAsync("awk '/^MemTotal/ {print $2}' /proc/meminfo"), System.Globalization.CultureInfo.InvariantCulture);
}
