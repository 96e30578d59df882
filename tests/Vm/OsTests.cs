using System.Globalization;
using System.Text.Json.Nodes;
using Qga.Machines;

namespace Qga.Vm;

[Collection(SharedGuest.Name)]
public sealed class OsTests(Guest guest)
{
    [Fact]
    public async Task A_new_name_is_seen_at_once()
    {
        string before = await guest.Shell.RunAsync("hostname");
        Assert.Equal(before, await NameAsync());
        await guest.Shell.RunAsync("hostname renamed.example");
        Assert.Equal("renamed.example", await NameAsync());
        await guest.Shell.RunAsync($"hostname {before}");
    }

    [Fact]
    public async Task The_system_is_the_guests_not_the_hosts()
    {
        JsonNode info = await guest.Agent.CallJsonAsync("guest-get-osinfo");
        Assert.Equal(await guest.Shell.RunAsync("uname -r"), (string?)info["kernel-release"]);
        Assert.Equal(await guest.Shell.RunAsync("uname -v"), (string?)info["kernel-version"]);
        Assert.Equal(await guest.Shell.RunAsync("uname -m"), (string?)info["machine"]);
        foreach (string key in (string[])["id", "name", "pretty-name", "version", "version-id"])
        {
            string variable = key.Replace('-', '_').ToUpper(CultureInfo.InvariantCulture);
            Assert.Equal(await guest.Shell.RunAsync($". /etc/os-release; echo \"${variable}\""), (string?)info[key]);
        }
    }

    [Fact]
    public async Task A_zone_that_is_changed_applies_without_a_new_start()
    {
        await guest.Shell.RunAsync("test ! -e /etc/localtime || mv /etc/localtime /etc/localtime.before");

        // The shortest file of tzfile(5): one type of local time, 20700 s ahead.
        await guest.Shell.RunAsync(@"{ printf TZif; head -c 35 /dev/zero; printf '\001\0\0\0\004\0\0\120\334\0\0QGA\0'; } >/etc/localtime");
        JsonNode zone = await guest.Agent.CallJsonAsync("guest-get-timezone");
        Assert.Equal(("QGA", 20700L), ((string?)zone["zone"], (long)zone["offset"]!));
        await guest.Shell.RunAsync("rm /etc/localtime; test ! -e /etc/localtime.before || mv /etc/localtime.before /etc/localtime");
        zone = await guest.Agent.CallJsonAsync("guest-get-timezone");
        Assert.Equal(0, (long)zone["offset"]!);
    }

    [Fact]
    public async Task Who_logs_in_is_listed_until_he_leaves()
    {
        Assert.DoesNotContain("root", await UsersAsync());
        await guest.Shell.RunAsync(
            "touch /run/utmp; "
            + "systemd-run -q --unit=seat5 -p StandardInput=tty-force -p TTYPath=/dev/tty5 -p UtmpIdentifier=tty5 -p UtmpMode=user sleep 600");
        await UntilAsync(async () => (await UsersAsync()).Contains("root"));
        JsonNode user = (await guest.Agent.CallJsonAsync("guest-get-users")).AsArray().Single(user => (string?)user!["user"] == "root")!;
        double now = double.Parse(await guest.Shell.RunAsync("date +%s"), CultureInfo.InvariantCulture);
        Assert.InRange((double)user["login-time"]!, now - 60, now + 1);
        await guest.Shell.RunAsync("systemctl stop seat5");
        await UntilAsync(async () => !(await UsersAsync()).Contains("root"));
    }

    [Fact]
    public async Task The_processors_counters_are_the_kernels()
    {
        long before = await IdleAsync();
        JsonArray stats = (await guest.Agent.CallJsonAsync("guest-get-cpustats")).AsArray();
        Assert.Equal([0, 1], stats.Select(one => (int)one!["cpu"]!));
        Assert.InRange((long)stats[0]!["idle"]!, before, await IdleAsync());
    }

    [Fact]
    public async Task The_load_is_the_kernels()
    {
        JsonNode load = await guest.Agent.CallJsonAsync("guest-get-load");
        string[] kernel = (await guest.Shell.RunAsync("cat /proc/loadavg")).Split(' ');
        Assert.Equal(double.Parse(kernel[2], CultureInfo.InvariantCulture), (double)load["load15m"]!, 0.2);
    }

    [Fact]
    public async Task A_route_that_comes_and_goes_is_seen_to()
    {
        Assert.DoesNotContain("198.51.100.0", await DestinationsAsync());
        await guest.Shell.RunAsync("ip route add 198.51.100.0/24 dev eth0 metric 77 && ip -6 route add 2001:db8:77::/48 dev eth0");
        JsonArray routes = await RoutesAsync();
        JsonNode route = routes.Single(one => (string?)one!["destination"] == "198.51.100.0")!;
        Assert.Equal(("eth0", "255.255.255.0", 77, 4), ((string?)route["iface"], (string?)route["mask"], (int)route["metric"]!, (int)route["version"]!));
        route = routes.First(one => (string?)one!["destination"] == "2001:db8:77::")!;
        Assert.Equal(("eth0", "48", 6), ((string?)route["iface"], (string?)route["desprefixlen"], (int)route["version"]!));
        Assert.All(routes, one => Assert.InRange((long)one!["flags"]!, 0, uint.MaxValue));
        await guest.Shell.RunAsync("ip route del 198.51.100.0/24 && ip -6 route del 2001:db8:77::/48");
        Assert.DoesNotContain("198.51.100.0", await DestinationsAsync());
    }

    private async Task<string?> NameAsync() => (string?)(await guest.Agent.CallJsonAsync("guest-get-host-name"))["host-name"];

    private async Task<string?[]> UsersAsync() => [.. (await guest.Agent.CallJsonAsync("guest-get-users")).AsArray().Select(user => (string?)user!["user"])];

    private async Task<long> IdleAsync() =>
        long.Parse(await guest.Shell.RunAsync("awk '$1 == \"cpu0\" { print $5 * 10 }' /proc/stat"), CultureInfo.InvariantCulture);

    private async Task<JsonArray> RoutesAsync() => (await guest.Agent.CallJsonAsync("guest-network-get-route")).AsArray();

    private async Task<IEnumerable<string?>> DestinationsAsync() => (await RoutesAsync()).Select(route => (string?)route!["destination"]);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(100, patience.Token);
        }
    }
}
