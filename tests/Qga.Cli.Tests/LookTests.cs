using System.Diagnostics;
using System.Formats.Tar;
using System.Text;
using System.Text.Json;
using Qga.Cli.Guests;
using Qga.Cli.Logs;
using Qga.Cli.Output;
using Qga.Client;
using Qga.Testing;

namespace Qga.Cli.Tests;

/// <summary>The verbs that look, against agents that a test has made up.</summary>
public sealed class LookTests : IAsyncLifetime
{
    private readonly TemporaryPlace _place = new();
    private readonly List<FakeGuestAgent> _agents = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (FakeGuestAgent agent in _agents)
        {
            await agent.DisposeAsync();
        }

        _place.Dispose();
    }

    [Fact]
    public async Task List_shows_every_guest_with_its_agent()
    {
        FakeGuestAgent web = Add("web");
        web.SetResult("guest-get-osinfo", """{"pretty-name": "Debian GNU/Linux 13 (trixie)"}""");
        web.SetResult("guest-network-get-interfaces", """
            [{"name": "lo", "ip-addresses": [{"ip-address-type": "ipv4", "ip-address": "127.0.0.1", "prefix": 8}]},
             {"name": "eth0", "ip-addresses": [{"ip-address-type": "ipv6", "ip-address": "fe80::1", "prefix": 64},
              {"ip-address-type": "ipv6", "ip-address": "2001:db8::1", "prefix": 64}, {"ip-address-type": "ipv4", "ip-address": "10.0.0.5", "prefix": 24}]}]
            """.ReplaceLineEndings(" "));
        FakeGuestAgent frozen = Add("frozen");
        frozen.SetResult("guest-fsfreeze-status", "\"frozen\"");
        Add("silent", isSilent: true);
        ToolRun run = await RunAsync(
            ["list", "-t", "0.4"],
            Guest("web"),
            Guest("frozen"),
            Guest("silent"),
            new("absent", new UnixGuestAddress($"{_place.Path}/absent"), "file"),
            new("bare", null, "qemu", null, "QEMU has no port for an agent"),
            new("off", new LibvirtGuestAddress("off", null), "libvirt (system)") { KnownState = AgentState.Off });
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            [
                "GUEST   BY                AGENT        VERSION  SYSTEM                        ADDRESSES",
                "web     test              answers      10.2.2   Debian GNU/Linux 13 (trixie)  10.0.0.5 2001:db8::1",
                "frozen  test              frozen       10.2.2   -                             -",
                "silent  test              silent       -        -                             -",
                "absent  file              unreachable  -        -                             -",
                "bare    qemu              no port      -        -                             -",
                "off     libvirt (system)  off          -        -                             -",
            ],
            run.Output.TrimEnd().Split('\n'));
        Assert.Contains("qga: frozen: its file systems are frozen\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("qga: bare: QEMU has no port for an agent\n", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("qga: off:", run.Error, StringComparison.Ordinal);
    }

    // The way to the agent may say something else of it; a machine that stands still cannot answer.
    [Fact]
    public async Task Paused_machine_is_paused_whatever_its_socket_says()
    {
        await using ListeningMonitor monitor = new ListeningMonitor().On("query-status", """{"running": false, "status": "paused"}""");
        ToolRun run = await RunAsync(
            ["list", "--json"], new Guest("web", new UnixGuestAddress($"{_place.Path}/nobody"), "test") { Monitor = monitor.Address });

        Assert.Contains("\"agent\": \"paused\"", run.Output, StringComparison.Ordinal);
    }

    // The user's file names a domain that libvirt knows as paused.
    [Fact]
    public async Task What_another_source_knows_of_a_guest_counts()
    {
        LibvirtGuestAddress address = new("web", "qemu:///system");
        ToolRun run = await ToolRun.StartAsync(
            [
                new FixedSource(new Guest("mine", address, "file")),
                new FixedSource(new Guest("web", address, "libvirt (system)", Problem: "it is paused") { KnownState = AgentState.Paused }),
            ],
            ["list"]);

        Assert.Equal("GUEST  BY    AGENT   VERSION  SYSTEM  ADDRESSES\nmine   file  paused  -        -       -\n", run.Output);
        Assert.Equal("qga: mine: it is paused\n", run.Error);
    }

    [Fact]
    public async Task Monitor_tells_why_an_agent_is_silent()
    {
        Add("web", isSilent: true);
        await using ListeningMonitor monitor = new ListeningMonitor().On("query-status", """{"running": false, "status": "paused"}""");
        long start = Stopwatch.GetTimestamp();
        ToolRun run = await RunAsync(["list", "-t", "4"], Guest("web") with { Monitor = monitor.Address });
        Assert.Equal("GUEST  BY    AGENT   VERSION  SYSTEM  ADDRESSES\nweb    test  paused  -        -       -\n", run.Output);
        Assert.Equal("qga: web: the machine does not run: paused\n", run.Error);

        // A quarter of the limit is the agent's alone; the rest is not waited for.
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(3.5));
    }

    [Fact]
    public async Task List_can_be_of_names_alone()
    {
        FakeGuestAgent web = Add("web1");
        ToolRun run = await RunAsync(["list", "-q", "web*,db"], Guest("web1"), Guest("web2"), Guest("db"), Guest("mail"));
        Assert.Equal("web1\nweb2\ndb\n", run.Output);
        Assert.Empty(web.Requests);
        Assert.Equal(
            (3, "qga: there is no guest 'x*' on this host ('qga list' shows the guests of this host)\n"), Failure(await RunAsync(["list", "x*"], Guest("db"))));
    }

    [Fact]
    public async Task Df_shows_sizes_where_the_agent_tells_them()
    {
        Add("web").SetResult("guest-get-fsinfo", """
            [{"name": "vdb1", "mountpoint": "/srv", "type": "xfs", "disk": []},
             {"name": "vda1", "mountpoint": "/", "type": "ext4", "disk": [], "total-bytes": 1048576, "used-bytes": 262144, "total-bytes-privileged": 2097152}]
            """.ReplaceLineEndings(" "));
        ToolRun run = await RunAsync(["df", "web"], Guest("web"));
        Assert.Equal(
            [
                "DEVICE  TYPE   SIZE     USED     FREE   USE  MOUNTED ON",
                "vda1    ext4  2 MiB  256 KiB  768 KiB  25 %  /",
                "vdb1    xfs       -        -        -     -  /srv",
            ],
            run.Output.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Old_agents_are_helped_by_the_guests_proc()
    {
        FakeGuestAgent web = Add("web");
        web.Files.Set("/proc/loadavg", "0.20 0.18 0.12 1/80 11206\n");
        web.Files.Set("/proc/meminfo",
            "MemTotal:        1000 kB\nMemFree:          100 kB\nMemAvailable:     250 kB\nSwapTotal:          0 kB\nSwapFree:           0 kB\n");
        web.Files.Set("/proc/net/route", "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
            + "eth0\t0002000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\neth0\t00000000\t0202000A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n");
        Assert.Equal("1 MIN  5 MIN  15 MIN\n  0.2   0.18    0.12\n", (await RunAsync(["load", "web"], Guest("web"))).Output);
        Assert.Equal(
            [
                "DESTINATION  GATEWAY   INTERFACE  METRIC  IP",
                "default      10.0.2.2  eth0          100   4",
                "10.0.2.0/24  -         eth0            0   4",
            ],
            (await RunAsync(["routes", "web"], Guest("web"))).Output.TrimEnd().Split('\n'));
        Assert.Equal(
            [
                "   TOTAL     USED  AVAILABLE   USE  SWAP  SWAP USED  BLOCK SIZE  BLOCKS ONLINE  BLOCKS",
                "1000 KiB  750 KiB    250 KiB  75 %   0 B        0 B           -              -       -",
            ],
            (await RunAsync(["mem", "web"], Guest("web"))).Output.Replace("0.98 MiB", "1000 KiB", StringComparison.Ordinal).TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Nonsense_in_the_guests_proc_is_the_guests_fault()
    {
        Add("web").Files.Set("/proc/loadavg", "nonsense\n");
        Assert.Equal(
            (1, "qga: the guest agent's reply makes no sense: /proc/loadavg of the guest is not as Linux has it\n"), Failure(
                await RunAsync(["load", "web"], Guest("web"))));
    }

    [Fact]
    public async Task Memory_blocks_are_counted_and_listed()
    {
        FakeGuestAgent web = Add("web");
        web.SetResult("guest-get-memory-blocks", """[{"phys-index": 1, "online": false, "can-offline": true}, {"phys-index": 0, "online": true}]""");
        web.SetResult("guest-get-memory-block-info", """{"size": 134217728}""");
        JsonElement memory = await AskAsync("mem", "web");
        Assert.Equal((134217728, 1, 2), (
            memory.GetProperty("total").GetInt64(), memory.GetProperty("blocks-online").GetInt32(), memory.GetProperty("blocks").GetInt32()));
        Assert.Equal(JsonValueKind.Null, memory.GetProperty("used").ValueKind);
        Assert.Equal(
            "BLOCK  ONLINE  CAN GO OFFLINE\n    0  yes     -\n    1  no      yes\n", (await RunAsync(["mem", "web", "--blocks"], Guest("web"))).Output);
    }

    [Fact]
    public async Task Stats_shows_what_there_is()
    {
        FakeGuestAgent web = Add("web");
        web.SetResult("guest-get-cpustats", """[{"type": "linux", "cpu": 0, "user": 1000, "nice": 0, "system": 500, "idle": 8500}]""");
        web.SetResult("guest-network-get-interfaces", "[]");
        JsonElement stats = await AskAsync("stats", "web");
        Assert.Equal(0.15, stats.GetProperty("cpus")[0].GetProperty("busy-share").GetDouble());
        Assert.Equal(1, stats.GetProperty("cpus")[0].GetProperty("user").GetDouble());
        Assert.Equal(JsonValueKind.Null, stats.GetProperty("disks").ValueKind);
        Assert.Equal("disks: The command guest-get-diskstats has not been found", stats.GetProperty("unknown")[0].GetString());
        Assert.StartsWith(
            "disks    -\nunknown  disks: The command guest-get-diskstats has not been found\n\nCPU  USER  NICE  SYSTEM   IDLE  IOWAIT  IRQ  STEAL  BUSY\n"
                + "  0   1 s   0 s  500 ms  8.5 s     0 s  0 s    0 s  15 %\n",
            (await RunAsync(["stats", "web"], Guest("web"))).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ping_counts_and_sums_up()
    {
        FakeGuestAgent web = Add("web");
        ToolRun run = await RunAsync(["ping", "web", "-c", "3", "-i", "0.01"], Guest("web"));
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(3, web.Requests.Count(request => request.Command == "guest-ping"));
        Assert.Matches("^answer from web: seq=1 time=[0-9.]+ (ms|µs)$", lines[0]);
        Assert.Equal("--- web: 3 sent, 3 answered, 0 % lost ---", lines[3]);
        Assert.Matches("^round trip min/avg/max/mdev = .* / .* / .* / .*$", lines[4]);
    }

    [Fact]
    public async Task Ping_of_an_agent_that_is_silent_fails()
    {
        Add("silent", isSilent: true);
        ToolRun run = await RunAsync(["ping", "silent", "-c", "1", "-t", "0.2", "--jsonl"], Guest("silent"));
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("\"kind\":\"agent-silent\"", lines[0], StringComparison.Ordinal);
        Assert.Contains("\"sent\":1,\"answered\":0,\"lost-share\":1", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_writes_rates_where_there_is_no_terminal()
    {
        FakeGuestAgent web = Add("web");
        web.SetResult("guest-get-load", """{"load1m": 0.5, "load5m": 0.4, "load15m": 0.3}""");
        web.Files.Set("/proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 250 kB\n");
        web.Files.Set("/proc/diskstats", " 254 0 vda 120 3 5678 44 30 5 432 21 2 60 65\n");
        web.Files.Set("/proc/stat", "cpu  1 1 1 1\ncpu0 10 0 5 85 0 0 0 0 0 0\nintr 1\n");
        ToolRun run =
            await RunAsync(["top", "-c", "1", "-i", "0.1", "--jsonl"], Guest("web"), new("absent", new UnixGuestAddress($"{_place.Path}/absent"), "file"));
        string[] lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal(5, run.ExitCode);
        using JsonDocument row = JsonDocument.Parse(lines[0]);
        Assert.Equal("web", row.RootElement.GetProperty("guest").GetString());
        Assert.Equal(0.5, row.RootElement.GetProperty("answer").GetProperty("load-1m").GetDouble());
        Assert.Equal(0.75, row.RootElement.GetProperty("answer").GetProperty("memory-share").GetDouble());
        Assert.Equal(1, row.RootElement.GetProperty("answer").GetProperty("cpus").GetDouble());
        Assert.Equal(0, row.RootElement.GetProperty("answer").GetProperty("read-rate").GetDouble());
        Assert.Contains("\"guest\":\"absent\",\"error\":{\"kind\":\"no-socket\"", lines[1], StringComparison.Ordinal);
        Assert.Contains("absent: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ip_lists_and_picks_addresses()
    {
        Add("web").SetResult("guest-network-get-interfaces", """
            [{"name": "lo", "ip-addresses": [{"ip-address-type": "ipv4", "ip-address": "127.0.0.1", "prefix": 8}]},
             {"name": "docker0", "ip-addresses": [{"ip-address-type": "ipv4", "ip-address": "172.17.0.1", "prefix": 16}]},
             {"name": "wg0", "ip-addresses": [{"ip-address-type": "ipv4", "ip-address": "10.9.0.1", "prefix": 24}]},
             {"name": "eth0", "hardware-address": "52:54:00:AB:00:01", "ip-addresses": [{"ip-address-type": "ipv6", "ip-address": "2001:db8::1", "prefix": 64},
              {"ip-address-type": "ipv4", "ip-address": "10.0.0.5", "prefix": 24}]}]
            """.ReplaceLineEndings(" "));
        Assert.Equal("10.0.0.5\n", (await RunAsync(["ip", "web", "--one"], Guest("web"))).Output);
        Assert.Equal("2001:db8::1\n", (await RunAsync(["ip", "web", "-1", "--family", "6"], Guest("web"))).Output);
        Assert.Equal(
            (1, "qga: the guest has no address that is valid beyond its link, of the kind asked for\n"),
            Failure(await RunAsync(["ip", "web", "--one", "--kind", "container"], Guest("web"))));
        Assert.Equal(
            "ADDRESS      PREFIX  INTERFACE  KIND      SCOPE   MAC\n2001:db8::1      64  eth0       physical  global  52:54:00:ab:00:01\n"
                + "10.0.0.5         24  eth0       physical  global  52:54:00:ab:00:01\n",
            (await RunAsync(["ip", "web", "--mac", "52-54-00-AB-00-01"], Guest("web"))).Output);
        Assert.Equal((2, true), (await RunAsync(["ip", "web", "--family", "5"], Guest("web"))) is { } run ? (run.ExitCode, run.Error.Length > 0) : default);
    }

    [Fact]
    public async Task Who_lists_users_since_their_login()
    {
        Add("web").SetResult("guest-get-users", """[{"user": "ann", "login-time": 1700000000.5}]""");
        ToolRun run = await RunAsync(["who", "web", "--json"], Guest("web"));
        Assert.Contains("\"since\": \"2023-11-14T22:13:20.5Z\"", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disks_are_shown_with_what_is_on_them()
    {
        FakeGuestAgent web = Add("web");
        web.SetResult("guest-get-disks", """
            [{"name": "/dev/vda", "partition": false, "address": {"bus-type": "virtio", "bus": 0, "target": 0, "unit": 0, "serial": "abc", "dev": "/dev/vda",
              "pci-controller": {"domain": 0, "bus": 0, "slot": 5, "function": 0}}},
             {"name": "/dev/vda1", "partition": true, "dependencies": ["/dev/vda"]}]
            """.ReplaceLineEndings(" "));
        web.SetResult("guest-get-fsinfo", """[{"name": "vda1", "mountpoint": "/", "type": "ext4", "disk": []}]""");
        Assert.Equal(
            [
                "DEVICE     KIND       BUS     ADDRESS             SERIAL  ON        MOUNTED ON",
                "/dev/vda   disk       virtio  0000:00:05.0/0:0:0  abc     -         /",
                "/dev/vda1  partition  -       -                   -       /dev/vda  /",
            ],
            (await RunAsync(["disks", "web"], Guest("web"))).Output.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Wait_ends_when_the_agent_answers_and_the_freeze_is_over()
    {
        Task<ToolRun> waiting = RunAsync(["wait", "web", "--for", "freeze-end", "-t", "30"], Guest("web"));
        FakeGuestAgent web = Add("web");
        web.SetResult("guest-fsfreeze-status", "\"frozen\"");
        while (web.Requests.All(request => request.Command != "guest-fsfreeze-status"))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.False(waiting.IsCompleted);
        web.SetResult("guest-fsfreeze-status", "\"thawed\"");
        ToolRun run = await waiting;
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("ready after ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_that_is_over_says_what_is_missing()
    {
        Add("web").SetResult("guest-network-get-interfaces", "[]");
        ToolRun run = await RunAsync(["wait", "web", "--for", "ip", "-t", "0.3"], Guest("web"));
        Assert.Equal(4, run.ExitCode);
        Assert.Contains("the agent answers, and the guest has no address of the kind asked for", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Info_of_an_old_agent_shows_what_there_is()
    {
        FakeGuestAgent web = Add("web");
        web.SetResult("guest-get-time", $"{DateTimeOffset.UtcNow.AddSeconds(90).ToUnixTimeMilliseconds()}000000");
        web.SetResult("guest-get-fsinfo", """[{"name": "vda1", "mountpoint": "/", "type": "ext4", "disk": []}]""");
        web.SetResult("guest-get-vcpus", """[{"logical-id": 0, "online": true}, {"logical-id": 1, "online": false}]""");
        web.Files.Set("/proc/uptime", "93784.5 1.0\n");
        JsonElement info = await AskAsync("info", "web");
        Assert.Equal(("10.2.2", "no"), (info.GetProperty("agent-version").GetString(), info.GetProperty("frozen").GetString()));
        Assert.Equal((2, 1), (info.GetProperty("cpus").GetInt32(), info.GetProperty("cpus-online").GetInt32()));
        Assert.Equal(93784.5, info.GetProperty("uptime").GetDouble());
        Assert.InRange(info.GetProperty("clock-offset").GetDouble(), 85, 90);
        Assert.Equal(JsonValueKind.Null, info.GetProperty("host-name").ValueKind);
        Assert.Equal("/", info.GetProperty("file-systems")[0].GetProperty("mountpoint").GetString());
        Assert.Contains(
            "system: The command guest-get-osinfo has not been found", info.GetProperty("unknown").EnumerateArray().Select(text => text.GetString()));
        string page = (await RunAsync(["info", "web"], Guest("web"))).Output;
        Assert.Contains("\nUPTIME       1 d 2 h\n", page, StringComparison.Ordinal);
        Assert.Contains("\n\nDEVICE  TYPE  SIZE  USED  FREE  USE  MOUNTED ON\nvda1    ext4     -     -     -    -  /\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ps_shows_the_guests_processes()
    {
        FakeGuestAgent web = Add("web");
        SetProgram(
            web,
            0,
            "  PID  PPID USER     %CPU   RSS     ELAPSED STAT COMMAND\n"
            + "   10     1 root      2.5  1024  1-02:03:04 Ss   /bin/a b  c\n"
            + "    1     0 root      0.0  2048       00:05 S    init\n");
        Assert.Equal(
            [
                "PID  PPID  USER  CPU  MEMORY      AGE  STATE  COMMAND",
                "  1     0  root  0 %   2 MiB      5 s  S      init",
                " 10     1  root  3 %   1 MiB  1 d 2 h  Ss     /bin/a b  c",
            ],
            (await RunAsync(["ps", "web"], Guest("web"))).Output.TrimEnd().Split('\n'));
        SetProgram(web, 127, "");
        Assert.Equal((1, "qga: the guest has no ps\n"), Failure(await RunAsync(["ps", "web"], Guest("web"))));
    }

    [Fact]
    public async Task Logs_are_those_of_the_journal()
    {
        FakeGuestAgent web = Add("web");
        SetProgram(web, 0, "2026-01-01T00:00:00+0000 web sshd[1]: a\e[2J\n2026-01-01T00:00:01+0000 web sshd[1]: b\n-- cursor: s=1;i=2\n");
        Assert.Equal(
            "2026-01-01T00:00:00+0000 web sshd[1]: a\uFFFD[2J\n2026-01-01T00:00:01+0000 web sshd[1]: b\n", (
                await RunAsync(["logs", "web"], Guest("web"))).Output);
    }

    [Fact]
    public async Task Logs_are_those_of_a_file_where_no_program_may_run()
    {
        Add("web").Files.Set("/var/log/messages",
            "Jan  1 00:00:00 web sshd[1]: a\nJan  1 00:00:01 web cron: b\nJan  1 00:00:02 web sshd[1]: c\nJan  1 00:00:03 web sshd[1]: d\nno end");
        ToolRun run = await RunAsync(["logs", "web", "-u", "sshd.service", "-n", "2"], Guest("web"));
        Assert.Equal("Jan  1 00:00:02 web sshd[1]: c\nJan  1 00:00:03 web sshd[1]: d\n", run.Output);
        Assert.Equal(
            "qga: the guest's /var/log/messages is read, as its journal cannot be: The command guest-exec has not been found\n", run.Error);
    }

    [Fact]
    public async Task Journalctl_that_fails_without_a_word_has_no_journal()
    {
        FakeGuestAgent web = Add("web");
        SetProgram(web, 1, "");
        web.Files.Set("/var/log/syslog", "a\n");
        ToolRun run = await RunAsync(["logs", "web"], Guest("web"));
        Assert.Equal((0, "a\n"), (run.ExitCode, run.Output));
        Assert.Equal("qga: the guest's /var/log/syslog is read, as its journal cannot be: it has no journal\n", run.Error);
    }

    [Fact]
    public async Task File_that_is_followed_is_read_on_and_after_its_rotation()
    {
        FakeGuestAgent web = Add("web");
        web.Files.Set("/log", "a\nb");
        await using GuestAgentClient client = new(web.Address!);
        await using FileLog log = new(client, "/log", new(null, 10, null, null, TimeSpan.FromSeconds(30)));
        Assert.Equal(["a"], await log.ReadAsync(TestContext.Current.CancellationToken));
        web.Files.Set("/log", "a\nbc\nd\n");
        Assert.Equal(["bc", "d"], await log.ReadAsync(TestContext.Current.CancellationToken));
        web.Files.Set("/log", "new\n");
        List<string> lines = [];
        for (int reads = 0; reads < 5; reads++)
        {
            lines.AddRange(await log.ReadAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(["new"], lines);
    }

    [Fact]
    public async Task Report_holds_what_the_agent_tells_and_no_secrets()
    {
        FakeGuestAgent web = Add("web");
        web.SetResult("guest-info", """
            {"version": "10.2.2", "supported_commands": [{"name": "guest-get-osinfo", "enabled": true, "success-response": true},
             {"name": "guest-get-vendor", "enabled": true, "success-response": true}, {"name": "guest-get-users", "enabled": true, "success-response": true},
             {"name": "guest-shutdown", "enabled": true, "success-response": false},
             {"name": "guest-ssh-get-authorized-keys", "enabled": true, "success-response": true}]}
            """.ReplaceLineEndings(" "));
        web.SetResult("guest-get-osinfo", """{"pretty-name": "Debian"}""");
        web.SetResult("guest-get-vendor", """{"admin-password": "se\"cret", "x": 1}""");
        string path = $"{_place.Path}/report.tar";
        ToolRun run = await RunAsync(["report", "web", "-o", path], Guest("web"));
        Assert.Equal($"{path}: 5 files\n", run.Output);
        await using FileStream file = File.OpenRead(path);
        await using TarReader reader = new(file);
        Dictionary<string, string> files = [];
        while (await reader.GetNextEntryAsync(copyData: true, TestContext.Current.CancellationToken) is TarEntry entry)
        {
            using StreamReader text = new(entry.DataStream!);
            files[entry.Name[(entry.Name.IndexOf('/', StringComparison.Ordinal) + 1)..]] = await text.ReadToEndAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal(
            ["host.txt", "info.txt", "agent/guest-get-osinfo.json", "agent/guest-get-users.error", "agent/guest-get-vendor.json"], files.Keys);
        Assert.Equal("{\"admin-password\": \"...\", \"x\": 1}\n", files["agent/guest-get-vendor.json"]);
        Assert.Matches("\nSYSTEM +Debian\n", files["info.txt"]);
        Assert.DoesNotContain(
            web.Requests.Select(request => request.Command),
            command => command.Contains("ssh", StringComparison.Ordinal) || command.Contains("shutdown", StringComparison.Ordinal));
        Assert.Equal(1, (await RunAsync(["report", "web", "-o", path], Guest("web"))).ExitCode);
    }

    // Each file is there as soon as it is known, and not when all are.
    [Fact]
    public async Task Report_goes_to_standard_output_as_it_is_made()
    {
        FakeGuestAgent web = Add("web");
        TaskCompletionSource gate = new();
        web.SetResult("guest-get-users", "[]");
        web.Script("guest-get-users", FakeStep.Ordinary, FakeStep.Hold(gate.Task));
        await using Pipe pipe = new();
        Terminal terminal = new() { Output = TextWriter.Null, Error = TextWriter.Null, OutputBytes = pipe, Input = () => Stream.Null };
        Task<int> run = Program.RunAsync(
            ["report", "-o", "-", "web"], terminal, new([new FixedSource(Guest("web"))]), TestContext.Current.CancellationToken);
        await pipe.HasWritten.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(run.IsCompleted);
        gate.SetResult();

        Assert.Equal(0, await run);
        using MemoryStream archive = new(pipe.ToArray());
        await using TarReader reader = new(archive);
        TarEntry? first = await reader.GetNextEntryAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.EndsWith("/host.txt", first!.Name, StringComparison.Ordinal);
    }

    private sealed class Pipe : MemoryStream
    {
        public TaskCompletionSource HasWritten { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void Flush() => HasWritten.TrySetResult();
    }

    private static void SetProgram(FakeGuestAgent agent, int exitCode, string output)
    {
        agent.SetResult("guest-exec", """{"pid": 7}""");
        agent.SetResult(
            "guest-exec-status",
            $$"""{"exited": true, "exitcode": {{exitCode}}, "out-data": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes(output))}}"}""");
    }

    private static (int, string) Failure(ToolRun run) => (run.ExitCode, run.Error);

    private async Task<JsonElement> AskAsync(string verb, string guest)
    {
        ToolRun run = await RunAsync([verb, guest, "--json"], Guest(guest));
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        using JsonDocument document = JsonDocument.Parse(run.Output);
        return document.RootElement[0].GetProperty("answer").Clone();
    }

    private static Task<ToolRun> RunAsync(string[] arguments, params Guest[] guests) => ToolRun.StartAsync([new FixedSource(guests)], arguments);

    private Guest Guest(string name) => new(name, new UnixGuestAddress($"{_place.Path}/{name}"), "test");

    private FakeGuestAgent Add(string name, bool isSilent = false)
    {
        FakeGuestAgent agent = new() { IsSilent = isSilent };
        agent.Listen($"{_place.Path}/{name}");
        _agents.Add(agent);
        return agent;
    }
}
