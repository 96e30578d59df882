using System.Formats.Tar;
using System.Globalization;
using System.Text.Json.Nodes;
using Qga.Machines;

namespace Qga.Vm.Tool;

/// <summary>What the tool shows of a guest is what the guest's own kernel and programs say.</summary>
[Collection(ToolGuest.Name)]
public sealed class LookTests(ToolGuest guest)
{
    public static TheoryData<string> Agents => ToolGuest.Agents;

    private HostTool Tool => guest.Tool;

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Info_is_the_guests_page(string agent)
    {
        JsonNode page = await Tool.AskAsync("info", agent);
        Assert.Equal("guest", (string?)page["host-name"]);
        Assert.Contains(await guest.Shell.RunAsync("uname -r"), (string?)page["kernel"], StringComparison.Ordinal);
        Assert.StartsWith("Debian GNU/Linux", (string?)page["system"], StringComparison.Ordinal);
        Assert.Equal((2, 2), ((int)page["cpus"]!, (int)page["cpus-online"]!));
        Assert.Equal("no", (string?)page["frozen"]);
        Assert.InRange((double)page["uptime"]!, 1, await UptimeAsync());
        Assert.Contains(GuestNetwork.Address, Texts(page["addresses"]!));
        Assert.Equal(["/", "/mnt/ext4", "/mnt/xfs"], page["file-systems"]!.AsArray().Select(system => (string?)system!["mountpoint"]).Order());

        string text = await Tool.RunAsync("info", agent);
        Assert.Contains(GuestNetwork.Address, text, StringComparison.Ordinal);
        Assert.DoesNotContain('\t', text);
        Assert.DoesNotContain('\e', text);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Ping_is_answered_each_time(string agent)
    {
        JsonNode summary = await Tool.AskAsync("ping", agent, "--count", "3", "--interval", "0.1");
        Assert.Equal((3, 3), ((int)summary["sent"]!, (int)summary["answered"]!));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Wait_ends_where_the_guest_is_ready(string agent)
    {
        await Tool.RunAsync("wait", agent, "--for", "ready");
        await guest.Shell.RunAsync("ip address flush dev eth0");
        Assert.Equal(4, (await Tool.TryRunAsync("wait", agent, "--for", "ip", "--timeout", "1")).ExitCode);
        using ToolProcess waiting = Tool.Start(["wait", agent, "--for", "ip"]);
        await guest.Shell.RunAsync($"""
            ip address add {GuestNetwork.Address}/{GuestNetwork.Prefix} dev eth0
            ip address add {GuestNetwork.Address6}/{GuestNetwork.Prefix6} dev eth0 nodad
            """);
        ToolResult result = await waiting.EndAsync();
        Assert.True(result.ExitCode == 0, result.Error);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Ip_finds_the_guest(string agent)
    {
        Assert.Equal(GuestNetwork.Address, await Tool.RunAsync("ip", agent, "--one"));
        JsonArray all = (await Tool.AskAsync("ip", agent, "--mac", GuestNetwork.HardwareAddress)).AsArray();
        Assert.All(all, address => Assert.Equal(("eth0", "physical"), ((string?)address!["interface"], (string?)address["kind"])));
        Assert.Contains(GuestNetwork.Address6, all.Select(address => (string?)address!["address"]));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Df_has_the_kernels_sizes(string agent)
    {
        JsonNode xfs = (await Tool.AskAsync("df", agent)).AsArray().Single(system => (string?)system!["mountpoint"] == "/mnt/xfs")!;
        Assert.Equal("xfs", (string?)xfs["type"]);
        Assert.Equal(await guest.Shell.RunAsync("df -B1 --output=size /mnt/xfs | tail -n 1 | tr -d ' '"), xfs["size"]!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Disks_are_known_by_their_serial_numbers(string agent)
    {
        JsonArray disks = (await Tool.AskAsync("disks", agent)).AsArray();
        Assert.Equal("ext4-disk", (string?)disks.Single(disk => (string?)disk!["device"] == "/dev/vdc")!["serial"]);
        Assert.Equal(["/mnt/xfs"], Texts(disks.Single(disk => (string?)disk!["device"] == "/dev/sda")!["mountpoints"]!));
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Who_is_logged_in(string agent)
    {
        await guest.Shell.RunAsync($"""
            touch /run/utmp
            systemd-run -q --unit=seat-{agent} -p StandardInput=tty-force -p TTYPath=/dev/tty6 -p UtmpIdentifier=tty6 -p UtmpMode=user sleep 600
            until who | grep -q root; do sleep 0.1; done
            """);
        Assert.Equal("root", (string?)(await Tool.AskAsync("who", agent)).AsArray().Single()!["user"]);
        await guest.Shell.RunAsync($"systemctl stop seat-{agent}; until ! who | grep -q root; do sleep 0.1; done");
        Assert.Empty((await Tool.AskAsync("who", agent)).AsArray());
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Processors_memory_and_load_are_the_kernels(string agent)
    {
        JsonArray processors = (await Tool.AskAsync("cpus", agent)).AsArray();
        Assert.Equal([(0, true), (1, true)], processors.Select(one => ((int)one!["cpu"]!, (bool)one["online"]!)));
        string total = await guest.Shell.RunAsync("awk '$1 == \"MemTotal:\" { print $2 * 1024 }' /proc/meminfo");
        Assert.Equal(total, (await Tool.AskAsync("mem", agent))["total"]!.ToJsonString());
        double load = double.Parse(await guest.Shell.RunAsync("cut -d' ' -f3 /proc/loadavg"), CultureInfo.InvariantCulture);
        Assert.Equal(load, (double)(await Tool.AskAsync("load", agent))["load-15m"]!, 0.2);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Routes_come_and_go(string agent)
    {
        await guest.Shell.RunAsync("ip route add 198.51.100.0/24 dev eth0 metric 77");
        JsonNode route = (await Tool.AskAsync("routes", agent)).AsArray().Single(route => (string?)route!["destination"] == "198.51.100.0/24")!;
        Assert.Equal(("eth0", 77, 4), ((string?)route["interface"], (int)route["metric"]!, (int)route["version"]!));
        await guest.Shell.RunAsync("ip route del 198.51.100.0/24 dev eth0");
        Assert.DoesNotContain("198.51.100.0/24", await Tool.RunAsync("routes", agent), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Stats_count_what_the_guest_writes(string agent)
    {
        double before = await WrittenAsync(agent);
        await guest.Shell.RunAsync("dd if=/dev/urandom of=/mnt/xfs/counted bs=1M count=4 conv=fsync status=none; rm /mnt/xfs/counted");
        Assert.True(await WrittenAsync(agent) - before >= 4 << 20);
    }

    [Fact]
    public async Task Top_shows_guests_side_by_side()
    {
        string[] lines = (await Tool.RunAsync("top", "ours,debian", "--count", "1", "--interval", "0.2", "--jsonl")).Split('\n');
        Assert.Equal(["debian", "ours"], lines.Select(line => (string?)JsonNode.Parse(line)!["guest"]).Order());
        Assert.All(lines, line => Assert.InRange((double)JsonNode.Parse(line)!["answer"]!["cpu-share"]!, 0, 1));
        string table = await Tool.RunAsync("top", "ours,debian", "--count", "1", "--interval", "0.2");
        Assert.Matches("(?m)^ours ", table);
        Assert.Matches("(?m)^debian ", table);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Ps_has_a_process_of_the_guests(string agent)
    {
        string number = await guest.Shell.RunAsync("sleep 1234 > /dev/null 2>&1 & echo $!");
        JsonNode process = (await Tool.AskAsync("ps", agent)).AsArray().Single(process => process!["pid"]!.ToJsonString() == number)!;
        Assert.Equal(("root", "sleep 1234"), ((string?)process["user"], (string?)process["command"]));
        await guest.Shell.RunAsync($"kill {number}");
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Logs_are_followed_as_they_are_written(string agent)
    {
        await guest.Shell.RunAsync($"systemd-run -q --wait --unit=note-{agent} echo first note for {agent}; journalctl --sync");
        Assert.Contains($"first note for {agent}", await Tool.RunAsync("logs", agent, "--unit", $"note-{agent}"), StringComparison.Ordinal);
        using ToolProcess following = Tool.Start(["logs", agent, "-f", "-n", "1", "-u", $"note-{agent}"]);
        await following.UntilWrittenAsync("\n");
        await guest.Shell.RunAsync($"systemd-run -q --wait --unit=note-{agent} echo second note for {agent}");
        await following.UntilWrittenAsync($"second note for {agent}");
        await following.SignalAsync("INT");
        Assert.Equal(130, (await following.EndAsync()).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public async Task Report_is_an_archive_of_answers(string agent)
    {
        string file = Path.Combine(guest.Folder, $"report-{agent}.tar");
        await Tool.RunAsync("report", agent, "--output", file, "--log");
        Dictionary<string, string> entries = await ReadAsync(file);
        string page = entries.Single(entry => entry.Key.EndsWith("info.txt", StringComparison.Ordinal)).Value;
        Assert.Contains(GuestNetwork.Address, page, StringComparison.Ordinal);
        string name = entries.Single(entry => entry.Key.Contains("agent/guest-get-host-name", StringComparison.Ordinal)).Value;
        Assert.Contains("\"guest\"", name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_shows_how_the_agents_are()
    {
        JsonArray guests = JsonNode.Parse(await Tool.RunAsync("list", "ours,debian", "--json", "--timeout", "20"))!.AsArray();
        Assert.Equal(["ours", "debian"], guests.Select(one => (string?)one!["guest"]));
        Assert.All(guests, one => Assert.Equal(("file", "answers"), ((string?)one!["answer"]!["by"], (string?)one["answer"]!["agent"])));
        Assert.Contains(GuestNetwork.Address, Texts(guests[0]!["answer"]!["addresses"]!));
        // Its process has been found as well, and tells of the monitor.
        Assert.Equal(guest.Machine.Files.SpareMonitorSocket, (string?)guests[0]!["answer"]!["monitor"]);
    }

    private static IEnumerable<string?> Texts(JsonNode list) => list.AsArray().Select(one => (string?)one);

    private async Task<double> UptimeAsync() =>
        double.Parse((await guest.Shell.RunAsync("cut -d' ' -f1 /proc/uptime")), CultureInfo.InvariantCulture);

    private async Task<double> WrittenAsync(string agent) =>
        (double)(await Tool.AskAsync("stats", agent))["disks"]!.AsArray().Single(disk => (string?)disk!["disk"] == "sda")!["written-bytes"]!;

    private static async Task<Dictionary<string, string>> ReadAsync(string file)
    {
        Dictionary<string, string> entries = [];
        await using TarReader reader = new(File.OpenRead(file));
        while (await reader.GetNextEntryAsync(copyData: true) is { } entry)
        {
            using StreamReader text = new(entry.DataStream ?? Stream.Null);
            entries[entry.Name] = await text.ReadToEndAsync();
        }

        return entries;
    }
}
