using System.Globalization;
using Qga.Client;
using Qga.Contracts;
using Qga.Machines;

namespace Qga.Vm;

/// <summary>libvirt with our agent: each of its commands that goes through the agent, by its effect.</summary>
[Collection(LibvirtDomain.Collection)]
public sealed class LibvirtTests
{
    [Fact]
    public async Task What_libvirt_asks_and_orders_takes_effect()
    {
        await using LibvirtDomain domain = await StartAsync();
        await AsksAsync(domain);
        await TimeAsync(domain);
        await ProcessorsAsync(domain);
        await UsersAsync(domain);
        await FreezingAsync(domain);
        await TrimAsync(domain);
        await CommandAsync(domain);
        await SuspendAsync(domain);
    }

    [Fact]
    public async Task A_shutdown_by_agent_ends_the_domain()
    {
        await using LibvirtDomain domain = await StartAsync();
        await domain.RunAsync("shutdown guest --mode agent");
        Assert.Contains("Shutdown Finished", await domain.RunAsync("event --event lifecycle --timeout 60"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reboot_by_agent_resets_the_domain()
    {
        await using LibvirtDomain domain = await StartAsync();
        await domain.RunAsync("reboot guest --mode agent");
        Assert.Contains("event 'reboot' for domain 'guest'", await domain.RunAsync("event --event reboot --timeout 60"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_reaches_the_agent_through_libvirt()
    {
        await using LibvirtDomain domain = await StartAsync();
        await using GuestAgentClient client = await GuestAgentClient.ConnectAsync(
            $"libvirt:{LibvirtDomain.Name}@{domain.Uri}", cancellationToken: TestContext.Current.CancellationToken);
        await CallAsync(domain, client);
        await RefusalsAsync(domain, client);
        await SilencesAsync(domain, client);
        await client.GuestShutdownAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("Shutdown Finished", await domain.RunAsync("event --event lifecycle --timeout 60"), StringComparison.Ordinal);

        // The domain was not defined: it goes with its guest, once QEMU has ended.
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (await Assert.ThrowsAnyAsync<GuestUnreachableException>(() => client.GuestPingAsync(limit.Token)) is not GuestNotFoundException)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), limit.Token);
        }
    }

    private static async Task CallAsync(LibvirtDomain domain, GuestAgentClient client)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await client.GuestPingAsync(cancellation);
        Assert.Equal("debian", (await client.GuestGetOsinfoAsync(cancellation)).Id);
        byte[] content = new byte[120_000];
        new Random(1).NextBytes(content);
        long handle = await client.GuestFileOpenAsync("/tmp/copy", "w+", cancellation);
        Assert.Equal(content.Length, (await client.GuestFileWriteAsync(handle, content, cancellationToken: cancellation)).Count);
        await client.GuestFileSeekAsync(handle, 0, QGASeek.Set, cancellation);
        byte[] back = new byte[content.Length];
        Assert.Equal(content.Length, (await client.GuestFileReadAsync(handle, content.Length, cancellation)).BufB64.Read(back));
        Assert.Equal(content, back);
        await client.GuestFileCloseAsync(handle, cancellation);

        await domain.Shell.RunAsync("truncate -s 4000000 /tmp/large");
        handle = await client.GuestFileOpenAsync("/tmp/large", "r", cancellation);
        Assert.Equal(3_000_000, (await client.GuestFileReadAsync(handle, 3_000_000, cancellation)).Count);
        await client.GuestFileSeekAsync(handle, 0, QGASeek.Set, cancellation);
        await Assert.ThrowsAsync<GuestConnectionLostException>(() => client.GuestFileReadAsync(handle, 4_000_000, cancellation));
        await client.GuestFileCloseAsync(handle, cancellation);
        LibvirtGuest guest = Assert.Single(await LibvirtHost.ListDomainsAsync(domain.Uri, cancellation));
        Assert.Equal(
            (LibvirtDomain.Name, LibvirtGuestState.Running, true, true), (guest.Name, guest.State, guest.HasAgentChannel, guest.IsAgentConnected));
    }

    private static async Task RefusalsAsync(LibvirtDomain domain, GuestAgentClient client)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var refusal = await Assert.ThrowsAsync<GuestAgentRefusedException>(() => client.GuestFileCloseAsync(1, cancellation));
        Assert.Equal(("GenericError", "handle '1' has not been found"), (refusal.ErrorClass, refusal.Message));
        refusal = await Assert.ThrowsAsync<GuestCommandUnknownException>(() => client.CallAsync("guest-no-such", null, cancellation));
        Assert.Equal(("CommandNotFound", "The command guest-no-such has not been found"), (refusal.ErrorClass, refusal.Message));
        refusal = await Assert.ThrowsAsync<GuestAgentRefusedException>(() => client.GuestShutdownAsync("sideways", cancellation));
        Assert.Contains("mode", refusal.Message, StringComparison.Ordinal);
        await domain.Shell.RunAsync("echo ARGUMENTS=-b guest-fstrim >/guest/agent.env; systemctl restart qemu-guest-agent");
        await WaitUntilAsync(async () => await client.GuestPingAsync(cancellation));
        await Assert.ThrowsAsync<GuestCommandBlockedException>(() => client.GuestFstrimAsync(cancellationToken: cancellation));
    }

    private static async Task SilencesAsync(LibvirtDomain domain, GuestAgentClient client)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await domain.Shell.RunAsync("systemctl kill --signal=STOP qemu-guest-agent");

        // libvirt synchronizes after a command that was not answered, and not before each.
        await using (GuestAgentClient hasty = new(client.Address!, new() { CallTimeout = TimeSpan.FromSeconds(7) }))
        {
            await Assert.ThrowsAsync<GuestAgentTimeoutException>(() => hasty.GuestPingAsync(cancellation));
            await Assert.ThrowsAsync<GuestAgentSilentException>(() => hasty.GuestPingAsync(cancellation));
        }

        await Assert.ThrowsAsync<GuestAgentSilentException>(() => client.GuestShutdownAsync(cancellationToken: cancellation));
        await domain.Shell.RunAsync("systemctl kill --signal=CONT qemu-guest-agent");
        await client.GuestPingAsync(cancellation);
        await domain.RunAsync("suspend guest");
        Assert.Equal(
            "the guest guest is paused",
            (await Assert.ThrowsAsync<GuestUnreachableException>(() => client.GuestPingAsync(cancellation))).Message);
        await domain.RunAsync("resume guest");
        await domain.Shell.RunAsync("systemctl stop qemu-guest-agent");
        await Assert.ThrowsAsync<GuestAgentNotRunningException>(() => client.GuestPingAsync(cancellation));
        await domain.Shell.RunAsync("systemctl start qemu-guest-agent");
        await WaitUntilAsync(async () => await client.GuestPingAsync(cancellation));
    }

    // QEMU tells libvirt that the port is open a moment after the agent has started.
    private static async Task WaitUntilAsync(Func<Task> call)
    {
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (Exception problem) when (problem is GuestAgentNotRunningException
                || problem.Message.Contains("agent is not connected", StringComparison.Ordinal))
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }

    private static async Task<LibvirtDomain> StartAsync()
    {
        Assert.SkipUnless(LibvirtDomain.IsAvailable, "libvirt is not installed");
        return await LibvirtDomain.StartAsync(Project.Agent);
    }

    private static async Task AsksAsync(LibvirtDomain domain)
    {
        string addresses = await domain.RunAsync("domifaddr guest --source agent");
        Assert.Matches($@"eth0 +{GuestNetwork.HardwareAddress} +ipv4 +{GuestNetwork.Address}/{GuestNetwork.Prefix}", addresses);
        string filesystems = await domain.RunAsync("domfsinfo guest");
        Assert.Matches(@"(?m)^ / +vda +ext4 +vda *$", filesystems);
        Assert.Matches(@"(?m)^ /mnt/ext4 +vdc +ext4 +vdc *$", filesystems);
        string all = await domain.RunAsync("guestinfo guest");
        foreach (string line in (string[])[
            @"user\.count +: 0", @"os\.id +: debian", $@"os\.kernel-release +: {await domain.Shell.RunAsync("uname -r")}", @"timezone\.offset +: 0",
            @"hostname +: guest", @"fs\.count +: 2", @"fs\.1\.disk\.0\.serial +: ext4-disk", @"disk\.count +: 3", @"disk\.1\.alias +: vdc",
            $@"if\.1\.addr\.0\.addr +: {GuestNetwork.Address}"])
        {
            Assert.Matches($"(?m)^{line} *$", all);
        }

        foreach (string group in (string[])["user", "os", "timezone", "hostname", "filesystem", "disk", "interface"])
        {
            Assert.NotEmpty(await domain.RunAsync($"guestinfo guest --{group}"));
        }
    }

    private static async Task TimeAsync(LibvirtDomain domain)
    {
        await domain.RunAsync("domtime guest --time 2000000000");
        Assert.InRange(long.Parse(await domain.Shell.RunAsync("date +%s"), CultureInfo.InvariantCulture), 2000000000, 2000000060);
        Assert.Matches("^Time: 20000000[0-9]{2}$", await domain.RunAsync("domtime guest"));
    }

    private static async Task ProcessorsAsync(LibvirtDomain domain)
    {
        await domain.RunAsync("guestvcpus guest --disable --cpulist 1");
        Assert.Equal("0", await domain.Shell.RunAsync("cat /sys/devices/system/cpu/online"));
        Assert.Matches(@"online +: 0 *\n", await domain.RunAsync("guestvcpus guest"));
        await domain.RunAsync("setvcpus guest 2 --guest");
        Assert.Equal("0-1", await domain.Shell.RunAsync("cat /sys/devices/system/cpu/online"));
    }

    private static async Task UsersAsync(LibvirtDomain domain)
    {
        await domain.Shell.RunAsync("useradd -m kim");
        await domain.RunAsync("set-user-password guest kim sesame");
        const string Compare =
            """stored=$(getent shadow kim | cut -d: -f2); [ "$(perl -e 'print crypt($ARGV[0], $ARGV[1])' sesame "$stored")" = "$stored" ] && echo same""";
        Assert.Equal("same", await domain.Shell.RunAsync(Compare));
        string file = $"{domain.Folder}/keys";
        await File.WriteAllTextAsync(file, "ssh-ed25519 AAAA one\nssh-ed25519 BBBB two\n");
        await domain.RunAsync($"set-user-sshkeys guest kim {file}");
        Assert.Equal("ssh-ed25519 AAAA one\nssh-ed25519 BBBB two", await domain.Shell.RunAsync("cat ~kim/.ssh/authorized_keys"));
        Assert.Contains("ssh-ed25519 AAAA one", await domain.RunAsync("get-user-sshkeys guest kim"), StringComparison.Ordinal);
        await domain.RunAsync($"set-user-sshkeys guest kim --remove {file}");
        Assert.Equal("", await domain.Shell.RunAsync("cat ~kim/.ssh/authorized_keys"));
    }

    private static async Task FreezingAsync(LibvirtDomain domain)
    {
        Assert.Equal("Froze 1 filesystem(s)", await domain.RunAsync("domfsfreeze guest --mountpoint /mnt/ext4"));
        Task<string> writer = domain.Shell.RunAsync("echo written >/mnt/ext4/file; sync -f /mnt/ext4; cat /mnt/ext4/file");
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.False(writer.IsCompleted);
        Assert.Equal("Thawed 1 filesystem(s)", await domain.RunAsync("domfsthaw guest"));
        Assert.Equal("written", await writer);

        await FreezeLimitsAsync(domain);
        await domain.Shell.RunAsync("echo before >/mnt/ext4/file");
        string overlay = $"{domain.Folder}/overlay";
        await domain.RunAsync(
            "snapshot-create-as guest one --disk-only --quiesce --no-metadata " +
            $"--diskspec vda,snapshot=external,file={overlay}-a --diskspec vdb,snapshot=no --diskspec vdc,snapshot=external,file={overlay}-c");
        Assert.True(File.Exists($"{overlay}-c"));
        Assert.Equal(
            "guest-fsfreeze called guest-fsthaw called",
            await domain.Shell.RunAsync("journalctl -q -t qemu-ga -o cat | grep fs | tail -n 2 | sed 's/info: //' | xargs"));
        await domain.Shell.RunAsync("echo after >/mnt/ext4/file; sync");
    }

    // What libvirt's clients see, virtnbdbackup for one: an error that says why, and a thaw that finds nothing frozen any more.
    private static async Task FreezeLimitsAsync(LibvirtDomain domain)
    {
        await domain.Shell.RunAsync("""
            mkdir -p /etc/qemu
            printf '[general]\nfreeze-limit=2\nfreeze-timeout=5\n' > /etc/qemu/qemu-ga.conf
            systemctl restart qemu-guest-agent
            """);
        await using (HeldFilesystem held = await HeldFilesystem.MakeAsync(domain.Shell))
        {
            await held.HoldAsync();
            InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => domain.RunAsync("domfsfreeze guest"));
            Assert.Contains("the freeze has not ended within 2 s: the kernel holds it at /mnt/held", refused.Message, StringComparison.Ordinal);
            await domain.Shell.RunAsync("timeout 10 touch /mnt/ext4/meanwhile");
            Assert.Equal("Thawed 0 filesystem(s)", await domain.RunAsync("domfsthaw guest"));
        }

        Assert.Equal("Froze 1 filesystem(s)", await domain.RunAsync("domfsfreeze guest --mountpoint /mnt/ext4"));
        await domain.Shell.RunAsync("timeout 30 touch /mnt/ext4/after");
        Assert.Equal("Thawed 0 filesystem(s)", await domain.RunAsync("domfsthaw guest"));
        await domain.Shell.RunAsync("rm /etc/qemu/qemu-ga.conf; systemctl restart qemu-guest-agent");
        await WaitUntilAsync(() => domain.RunAsync("""qemu-agent-command guest '{"execute":"guest-ping"}'"""));
    }

    private static async Task TrimAsync(LibvirtDomain domain)
    {
        await domain.Shell.RunAsync("dd if=/dev/urandom of=/mnt/ext4/large bs=1M count=32 2>&1; sync; rm /mnt/ext4/large; sync");
        await domain.RunAsync("domfstrim guest");
        Assert.Contains("guest-fstrim called", await domain.Shell.RunAsync("journalctl -q -t qemu-ga -o cat | tail -n 3"), StringComparison.Ordinal);
    }

    private static async Task CommandAsync(LibvirtDomain domain)
    {
        Assert.Equal("""{"return":{}}""", await domain.RunAsync("""qemu-agent-command guest --timeout 10 '{"execute":"guest-ping"}'"""));
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => domain.RunAsync(
                """qemu-agent-command guest --timeout 10 '{"execute":"guest-file-close","arguments":{"handle":1}}'"""));
        Assert.Contains("handle '1' has not been found", refused.Message, StringComparison.Ordinal);

        // A command that takes longer than libvirt waits for it; libvirt's next one must not get its reply.
        await domain.Shell.RunAsync("printf '#!/bin/sh\nsleep 3\nexit 1\n' >/usr/local/sbin/chpasswd; chmod 755 /usr/local/sbin/chpasswd");
        const string Slow = """{"execute":"guest-set-user-password","arguments":{"username":"kim","password":"","crypted":true}}""";
        refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => domain.RunAsync($"qemu-agent-command guest --timeout 1 '{Slow}'"));
        Assert.Contains("not available", refused.Message, StringComparison.Ordinal);
        Assert.Equal("""{"return":{}}""", await domain.RunAsync("""qemu-agent-command guest --timeout 30 '{"execute":"guest-ping"}'"""));
        await domain.Shell.RunAsync("rm /usr/local/sbin/chpasswd");
    }

    private static async Task SuspendAsync(LibvirtDomain domain)
    {
        await domain.RunAsync("dompmsuspend guest mem");
        await UntilStateAsync(domain, "pmsuspended");
        await domain.RunAsync("dompmwakeup guest");
        await UntilStateAsync(domain, "running");
        Assert.Contains("suspend exit", await domain.Shell.RunAsync("dmesg | grep PM: | tail -n 1"), StringComparison.Ordinal);
    }

    private static async Task UntilStateAsync(LibvirtDomain domain, string state)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (await domain.RunAsync("domstate guest") != state)
            await Task.Delay(200, limit.Token);
    }
}
