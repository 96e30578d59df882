using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Qga.Client;
using Qga.Machines;
using Qga.Support;

namespace Qga.Vm;

/// <summary>
/// A guest is never left frozen, whatever becomes of its agent. An agent of the checks' own freezes; the file system is in a file in the guest's memory, so
/// that the order of the other mounts stays as it is.
/// </summary>
[Collection(SharedGuest.Name)]
public sealed class FreezeSafetyTests(Guest guest) : IAsyncLifetime
{
    // How often the agent is killed in the middle of a freeze. QGA_KILLS asks for more; hundreds need QGA_TEST_MINUTES too.
    private static readonly int s_kills = int.Parse(Environment.GetEnvironmentVariable("QGA_KILLS") ?? "5", CultureInfo.InvariantCulture);

    private readonly FreezingAgent _agent = new(guest);

    [Fact]
    public async Task A_frozen_file_system_can_be_unmounted_and_is_thawed_all_the_same()
    {
        await using GuestAgentClient agent = await _agent.StartAsync();
        Assert.Equal(1, await FreezeAsync(agent));
        await guest.Shell.RunAsync("timeout 10 umount /mnt/box");
        Assert.Equal(1, (int)await agent.CallJsonAsync("guest-fsfreeze-thaw"));
        await guest.Shell.RunAsync("mount $(cat /guest/box.device) /mnt/box && timeout 10 touch /mnt/box/after");
    }

    [Fact]
    public async Task What_nobody_thaws_thaws_by_itself()
    {
        Writer writer = await Writer.StartAsync(guest.Shell, "/mnt/box");
        await using GuestAgentClient agent = await _agent.StartAsync("freeze-timeout=3");
        Assert.Equal(1, await FreezeAsync(agent));
        await writer.WaitUntilHeldAsync();
        await writer.WaitUntilItGoesOnAsync();
        await writer.StopAsync();
        Assert.Equal("thawed", (string?)await agent.CallJsonAsync("guest-fsfreeze-status"));
        Assert.Equal(0, (int)await agent.CallJsonAsync("guest-fsfreeze-thaw"));
        JsonNode report = await agent.CallJsonAsync("__qga_freeze-report");
        Assert.Equal("timeout", (string?)report["end"]);
        Assert.Equal("frozen", (string?)report["filesystems"]!.AsArray().Single(one => (string?)one!["mountpoint"] == "/mnt/box")!["result"]);
        Assert.Equal(["freeze", "thaw", "thaw"], await _agent.HookCallsAsync());
    }

    [Fact]
    public async Task The_stop_of_the_service_thaws_first()
    {
        await using (GuestAgentClient agent = await _agent.StartAsync())
            Assert.Equal(1, await FreezeAsync(agent));
        await _agent.Process!.TerminateAsync();
        await guest.Shell.RunAsync("timeout 10 touch /mnt/box/after; test ! -e /guest/safe/qga.state.isfrozen; test ! -e /guest/safe/qga.state.hook");
        Assert.Equal(["freeze", "thaw"], await _agent.HookCallsAsync());
    }

    [Fact]
    public async Task An_agent_that_lies_on_the_frozen_disk_answers_and_thaws()
    {
        // All that it has is on the frozen file system, and nothing of it in the page cache.
        await guest.Shell.RunAsync("""
            mkdir -p /mnt/box/state && cp /guest/bin/qemu-ga /mnt/box/
            systemd-run --quiet --collect --unit=ondisk --property=WorkingDirectory=/mnt/box \
                /mnt/box/qemu-ga -v -m unix-listen -p /mnt/box/socket -t /mnt/box/state -l /mnt/box/log
            until [ -S /mnt/box/socket ]; do sleep 0.05; done
            """);
        _agent.Process = new(guest.Shell, "ondisk");
        await using GuestAgentClient agent = await GuestAgent.ConnectAsync(await guest.Machine.ForwardAsync("UNIX-CONNECT:/mnt/box/socket"));
        Assert.Equal(1, await FreezeAsync(agent));
        await guest.Shell.RunAsync("echo 3 > /proc/sys/vm/drop_caches", TimeSpan.FromMinutes(2));
        for (int i = 0; i < 20; i++)
        {
            await agent.CallJsonAsync("guest-ping");
            Assert.NotNull(await agent.RefusalAsync("guest-get-osinfo"));
        }

        Assert.Equal(1, (int)await agent.CallJsonAsync("guest-fsfreeze-thaw"));
        await guest.Shell.RunAsync("timeout 10 touch /mnt/box/after");
        await guest.Shell.WaitUntilAsync("grep -q 'were frozen in' /mnt/box/log", TimeSpan.FromSeconds(10));
    }

    // What Proxmox VE does when the reply to its freeze does not come: it asks for the status on another connection, and thaws.
    [Fact]
    public async Task A_host_that_lost_its_connection_finds_the_guest_frozen_and_thaws_it()
    {
        await using GuestAgentClient agent = await _agent.StartAsync();
        IPEndPoint here = await _agent.ForwardAsync();
        using (Peer lost = new(await Connection.OpenAsync(here, TestContext.Current.CancellationToken), readsAhead: false))
        {
            lost.Send("""{"execute": "guest-fsfreeze-freeze-list", "arguments": {"mountpoints": ["/mnt/box"]}}""" + "\n");
            await guest.Shell.WaitUntilAsync("[ -e /guest/safe/hook.log ]", TimeSpan.FromSeconds(10));
        }

        while ((string?)await agent.CallJsonAsync("guest-fsfreeze-status") != "frozen")
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.NotNull(await agent.RefusalAsync("guest-fsfreeze-freeze"));
        Assert.Equal("frozen", (string?)await agent.CallJsonAsync("guest-fsfreeze-status"));
        Assert.Equal(1, (int)await agent.CallJsonAsync("guest-fsfreeze-thaw"));
        await guest.Shell.RunAsync("timeout 10 touch /mnt/box/after");
        Assert.Equal(["freeze", "thaw"], await _agent.HookCallsAsync());
    }

    [Fact]
    public async Task A_freeze_that_the_kernel_holds_ends_with_its_limit_and_leaves_nothing_frozen()
    {
        await using HeldFilesystem held = await HeldFilesystem.MakeAsync(guest.Shell);
        await using GuestAgentClient agent = await _agent.StartAsync("freeze-limit=2");
        await held.HoldAsync();
        string? refusal = await agent.RefusalAsync("guest-fsfreeze-freeze");
        Assert.EndsWith($"the freeze has not ended within 2 s: the kernel holds it at {HeldFilesystem.MountPoint}", refusal, StringComparison.Ordinal);
        Assert.Equal("thawed", (string?)await agent.CallJsonAsync("guest-fsfreeze-status"));
        await guest.Shell.RunAsync("timeout 10 touch /mnt/box/meanwhile");
        Assert.Equal(0, (int)await agent.CallJsonAsync("guest-fsfreeze-thaw"));
        await held.LetGoAsync();
        await guest.Shell.RunAsync($"timeout 10 touch {HeldFilesystem.MountPoint}/after /mnt/box/after");

        // What was given up is over: the next one works.
        Assert.Equal(1, await FreezeAsync(agent, HeldFilesystem.MountPoint));
        Assert.Equal(1, (int)await agent.CallJsonAsync("guest-fsfreeze-thaw"));
        Assert.Equal("thaw", (await _agent.HookCallsAsync())[^1]);
    }

    [Fact]
    public async Task What_only_another_mount_namespace_sees_is_frozen_too()
    {
        await guest.Shell.RunAsync("""
            truncate -s 16M /run/hidden.img
            mke2fs -q /run/hidden.img
            mkdir -p /mnt/hidden
            unshare --mount sh -c 'mount -o loop /run/hidden.img /mnt/hidden && echo $$ > /guest/hidden.pid && exec sleep 1000' > /dev/null 2>&1 &
            until [ -s /guest/hidden.pid ]; do sleep 0.05; done
            """);
        try
        {
            await using GuestAgentClient agent = await _agent.StartAsync();
            JsonNode count = await agent.CallJsonAsync("guest-fsfreeze-freeze");
            Assert.Equal((int)count, (int)await agent.CallJsonAsync("guest-fsfreeze-thaw"));
            JsonNode hidden = (await agent.CallJsonAsync("__qga_freeze-report"))["filesystems"]!.AsArray()
                .Single(one => ((string)one!["mountpoint"]!).EndsWith("/root/mnt/hidden", StringComparison.Ordinal))!;
            Assert.Equal("frozen", (string?)hidden["result"]);
            await guest.Shell.RunAsync("timeout 10 touch /proc/$(cat /guest/hidden.pid)/root/mnt/hidden/after");
        }
        finally
        {
            await guest.Shell.RunAsync("kill $(cat /guest/hidden.pid); rm -f /guest/hidden.pid /run/hidden.img");
        }
    }

    [Fact]
    public async Task A_btrfs_whose_device_was_renamed_is_listed_and_frozen()
    {
        await guest.Shell.RunAsync("""
            set -e
            export DM_DISABLE_UDEV=1
            modprobe btrfs; modprobe dm_mod
            truncate -s 128M /run/btrfs.img
            device=$(losetup --find --show /run/btrfs.img)
            echo $device > /guest/btrfs.device
            dmsetup create before --table "0 262144 linear $device 0"
            dmsetup mknodes
            mkfs.btrfs -q -f /dev/mapper/before
            mkdir -p /mnt/renamed
            mount /dev/mapper/before /mnt/renamed
            dmsetup rename before after
            rm -f /dev/mapper/before
            dmsetup mknodes
            """);
        try
        {
            JsonNode listed = (await guest.Agent.CallJsonAsync("guest-get-fsinfo")).AsArray().Single(one => (string?)one!["mountpoint"] == "/mnt/renamed")!;
            Assert.StartsWith("dm-", (string?)listed["name"], StringComparison.Ordinal);
            await using GuestAgentClient agent = await _agent.StartAsync();
            Assert.Equal(1, await FreezeAsync(agent, "/mnt/renamed"));
            Assert.Equal(1, (int)await agent.CallJsonAsync("guest-fsfreeze-thaw"));
            await guest.Shell.RunAsync("timeout 10 touch /mnt/renamed/after");
        }
        finally
        {
            await guest.Shell.RunAsync("""
                export DM_DISABLE_UDEV=1
                umount /mnt/renamed
                dmsetup remove after || dmsetup remove before
                losetup --detach $(cat /guest/btrfs.device)
                rm /run/btrfs.img
                """);
        }
    }

    [Fact]
    public async Task A_successor_of_a_killed_agent_thaws_and_tells_the_hook()
    {
        Random random = new(1);
        for (int kill = 0; kill < s_kills; kill++)
        {
            await guest.Shell.RunAsync("rm -f /guest/safe/hook.log");
            GuestAgentClient agent = await _agent.StartAsync("freeze-timeout=1");
            Task<int> freeze = FreezeAsync(agent);
            int milliseconds = random.Next(250);
            await guest.Shell.RunAsync($"sleep 0.{milliseconds:000}; systemctl kill --signal=KILL safe; systemctl stop safe; :");
            await Assert.ThrowsAnyAsync<GuestAgentException>(async () =>
            {
                await freeze;
                await agent.CallJsonAsync("guest-ping");
            });
            await agent.DisposeAsync();

            agent = await _agent.StartAsync("freeze-timeout=1", keepsLog: true);
            await using (agent)
            {
                // With a thaw, or without one.
                if (kill % 2 == 0)
                    await agent.CallJsonAsync("guest-fsfreeze-thaw");
                const string Concluded = "[ ! -e /guest/safe/qga.state.isfrozen ] && [ ! -e /guest/safe/qga.state.hook ]";
                await guest.Shell.RunAsync($"timeout 10 sh -c 'touch /mnt/box/after; until {Concluded}; do sleep 0.05; done'");
                Assert.Equal("thawed", (string?)await agent.CallJsonAsync("guest-fsfreeze-status"));
                string[] calls = await _agent.HookCallsAsync();
                Assert.True(calls.Length == 0 || calls[^1] == "thaw", string.Join(' ', calls));
            }

            await _agent.Process!.StopAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await _agent.PrepareAsync();
        await guest.Shell.RunAsync("""
            set -e
            modprobe loop
            mkdir -p /mnt/box
            truncate -s 64M /run/box.img
            mke2fs -q -t ext4 /run/box.img
            device=$(losetup --find --show /run/box.img)
            echo $device > /guest/box.device
            mount $device /mnt/box
            """);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _agent.RemoveAsync();
        await guest.Shell.RunAsync("umount /mnt/box; losetup --detach $(cat /guest/box.device); rm /run/box.img");
    }

    private static async Task<int> FreezeAsync(GuestAgentClient agent, string mountPoint = "/mnt/box") =>
        (int)await agent.CallJsonAsync("guest-fsfreeze-freeze-list", Guest.Arguments($$"""{"mountpoints": ["{{mountPoint}}"]}"""));
}
