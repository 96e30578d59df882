using System.Text.Json.Nodes;
using Qga.Machines;
using static Qga.Vm.Guest;

namespace Qga.Vm;

[Collection(SharedGuest.Name)]
public sealed class FreezeTests(Guest guest) : IAsyncLifetime
{
    private static readonly string[] s_whileFrozen =
        ["guest-fsfreeze-status", "guest-fsfreeze-thaw", "guest-info", "guest-ping", "guest-sync", "guest-sync-delimited"];

    [Fact]
    public async Task A_freeze_holds_the_writers_and_a_thaw_lets_them_go_on()
    {
        Writer ext4 = await Writer.StartAsync(guest.Shell, "/mnt/ext4");
        Writer xfs = await Writer.StartAsync(guest.Shell, "/mnt/xfs");
        Assert.True(await ext4.AdvancesAsync() && await xfs.AdvancesAsync());

        Assert.Equal(3, (int)await guest.Agent.CallJsonAsync("guest-fsfreeze-freeze"));
        Assert.Equal("frozen", await StatusAsync());
        Assert.False(await ext4.AdvancesAsync());
        Assert.False(await xfs.AdvancesAsync());
        Assert.True(await ext4.IsHeldAsync() && await xfs.IsHeldAsync());

        Assert.Equal(3, (int)await guest.Agent.CallJsonAsync("guest-fsfreeze-thaw"));
        Assert.Equal("thawed", await StatusAsync());
        Assert.True(await ext4.AdvancesAsync() && await xfs.AdvancesAsync());
        await ext4.StopAsync();
        await xfs.StopAsync();
    }

    [Fact]
    public async Task A_list_freezes_only_what_it_names()
    {
        Writer ext4 = await Writer.StartAsync(guest.Shell, "/mnt/ext4");
        Writer xfs = await Writer.StartAsync(guest.Shell, "/mnt/xfs");
        Assert.Equal(1, (int)await guest.Agent.CallJsonAsync("guest-fsfreeze-freeze-list", Arguments("""{"mountpoints": ["/mnt/ext4", "/nowhere"]}""")));
        Assert.False(await ext4.AdvancesAsync());
        Assert.True(await xfs.AdvancesAsync());
        Assert.Equal(1, (int)await guest.Agent.CallJsonAsync("guest-fsfreeze-thaw"));
        Assert.True(await ext4.AdvancesAsync());
        await ext4.StopAsync();
        await xfs.StopAsync();
    }

    [Fact]
    public async Task A_file_system_in_a_file_is_frozen_before_the_one_that_has_it_whatever_the_mount_table_says()
    {
        await guest.Shell.RunAsync("""
            set -e
            modprobe loop
            truncate -s 32M /run/outer.img
            mke2fs -q /run/outer.img
            mkdir -p /mnt/outer /mnt/inner
            device=$(losetup --find --show /run/outer.img)
            mount $device /mnt/outer
            truncate -s 8M /mnt/outer/image
            mke2fs -q /mnt/outer/image
            mount -o loop /mnt/outer/image /mnt/inner
            umount -l /mnt/outer
            mount $device /mnt/outer
            dd if=/dev/urandom of=/mnt/inner/dirty bs=1M count=2 status=none
            """);
        try
        {
            Assert.Equal(5, (int)await guest.Agent.CallJsonAsync("guest-fsfreeze-freeze"));
            Assert.Equal(5, (int)await guest.Agent.CallJsonAsync("guest-fsfreeze-thaw"));
            await guest.Shell.RunAsync("timeout 5 touch /mnt/inner/thawed /mnt/outer/thawed");
        }
        finally
        {
            await guest.Agent.CallJsonAsync("guest-fsfreeze-thaw");
            await guest.Shell.RunAsync("""
                umount /mnt/inner /mnt/outer
                losetup --associated /run/outer.img --output NAME --noheadings | xargs -r losetup --detach
                rm /run/outer.img
                """);
        }
    }

    [Fact]
    public async Task While_frozen_only_six_commands_are_served()
    {
        await guest.Agent.CallJsonAsync("guest-fsfreeze-freeze");
        JsonArray commands = (await guest.Agent.CallJsonAsync("guest-info"))["supported_commands"]!.AsArray();
        Assert.Equal(s_whileFrozen, commands.Where(command => (bool)command!["enabled"]!).Select(command => (string)command!["name"]!).Order());
        foreach (string? name in commands.Select(command => (string?)command!["name"]).Except(s_whileFrozen))
            Assert.Equal($"CommandNotFound: Command {name} has been disabled: the command is not allowed", await guest.Agent.RefusalAsync(name!));
        Assert.Equal("frozen", await StatusAsync());
    }

    [Fact]
    public async Task A_list_without_a_match_freezes_nothing()
    {
        Assert.Equal(0, (int)await guest.Agent.CallJsonAsync("guest-fsfreeze-freeze-list", Arguments("""{"mountpoints": []}""")));
        Assert.Equal(0, (int)await guest.Agent.CallJsonAsync("guest-fsfreeze-freeze-list", Arguments("""{"mountpoints": ["/mnt"]}""")));
        Assert.Equal("thawed", await StatusAsync());
    }

    [Fact]
    public async Task A_thaw_undoes_the_freeze_of_another()
    {
        Writer xfs = await Writer.StartAsync(guest.Shell, "/mnt/xfs");
        await guest.Shell.RunAsync("fsfreeze --freeze /mnt/xfs");
        Assert.False(await xfs.AdvancesAsync());
        Assert.Equal(1, (int)await guest.Agent.CallJsonAsync("guest-fsfreeze-thaw"));
        Assert.True(await xfs.AdvancesAsync());
        await xfs.StopAsync();
    }

    [Theory]
    [InlineData("""{"mountpoints": "/"}""", "GenericError: Invalid parameter type for 'mountpoints', expected: array")]
    [InlineData("""{"mountpoints": ["/", 1]}""", "GenericError: Invalid parameter type for 'mountpoints[1]', expected: string")]
    [InlineData("""{"mounts": []}""", "GenericError: Parameter 'mounts' is unexpected")]
    public async Task Bad_input_is_refused_and_freezes_nothing(string arguments, string refusal)
    {
        Assert.Equal(refusal, await guest.Agent.RefusalAsync("guest-fsfreeze-freeze-list", Arguments(arguments)));
        Assert.Equal("thawed", await StatusAsync());
        await guest.Shell.RunAsync("timeout 5 touch /mnt/ext4/thawed /mnt/xfs/thawed");
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A check that failed half-way leaves nothing frozen.</summary>
    public async ValueTask DisposeAsync() => await guest.Agent.CallJsonAsync("guest-fsfreeze-thaw");

    private async Task<string?> StatusAsync() => (string?)await guest.Agent.CallJsonAsync("guest-fsfreeze-status");
}
