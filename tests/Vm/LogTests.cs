using System.Text.Json.Nodes;
using Qga.Machines;

namespace Qga.Vm;

[Collection(SharedGuest.Name)]
public sealed class LogTests(Guest guest)
{
    [Fact]
    public async Task The_systems_log_has_what_the_host_has_done_and_no_secrets()
    {
        await guest.Agent.CallJsonAsync("guest-ping");
        long handle = (long)await guest.Agent.CallJsonAsync("guest-file-open", new() { ["path"] = "/tmp/logged", ["mode"] = "w" });
        await guest.Agent.CallJsonAsync("guest-file-close", new() { ["handle"] = handle });
        await guest.Agent.CallJsonAsync("guest-exec", new() { ["path"] = "/bin/true", ["arg"] = new JsonArray("--password=hidden") });
        await guest.Agent.RefusalAsync(
            "guest-set-user-password",
            new() { ["username"] = "nobody-has-this-name", ["password"] = "aGlkZGVu", ["crypted"] = false });
        await guest.Agent.CallJsonAsync("guest-fsfreeze-freeze-list", new() { ["mountpoints"] = new JsonArray() });
        await guest.Shell.WaitUntilAsync("journalctl -q -t qemu-ga -o cat | grep -q 'guest-fsfreeze called'", TimeSpan.FromSeconds(30));
        string[] records = (await guest.Shell.RunAsync("journalctl -q -t qemu-ga -o cat -n 40")).Split('\n');
        Assert.Contains("info: guest-ping called", records);
        Assert.Contains("info: guest-file-open called, filepath: /tmp/logged, mode: w", records);
        Assert.Contains($"info: guest-file-open, handle: {handle}", records);
        Assert.Contains($"info: guest-file-close called, handle: {handle}", records);
        Assert.Contains("info: guest-exec called: \"/bin/true\"", records);
        Assert.Contains("info: guest-set-user-password called, user: nobody-has-this-name", records);
        Assert.All(records, record => Assert.DoesNotContain("hidden", record, StringComparison.Ordinal));
        Assert.NotEmpty(await guest.Shell.RunAsync("journalctl -q -t qemu-ga -o cat -n 1 PRIORITY=6 SYSLOG_FACILITY=1"));
    }
}
