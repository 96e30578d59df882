using Qga.Machines;

namespace Qga.Vm;

/// <summary>The tar.gz in a guest without systemd, udev and C library, whose init is busybox's.</summary>
public sealed class BusyboxPackageTests
{
    // Seen from the guest's shell, which lives on the Debian disk.
    private const string Root = "/proc/1/root";

    [Fact]
    public async Task The_tar_is_installed_twice_and_taken_back()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("qga-busybox-");
        using PackageDisk packages = await PackageDisk.MakeAsync(cancellation);
        try
        {
            string initramfs = Path.Combine(folder.FullName, "initrd");
            await BusyboxInitramfs.WriteAsync(await GuestImage.GetAsync(cancellation), initramfs, cancellation);
            await using Machine machine = await Machine.StartAsync(
                new() { Agent = Project.Agent, Initramfs = initramfs, More = packages.Words }, cancellation);
            Assert.Equal("qemu", await AgentAsync(machine));
            await RunAsync(machine, PackageDisk.Unpack("/packages"));
            string before = await FilesAsync(machine);

            // Without the libraries that the Debian disk lends, as the guest would be without QEMU's agent.
            await RunAsync(machine, """
                sed -i 's|^::respawn:/usr/sbin/qemu-ga.*|::respawn:/usr/local/sbin/qemu-ga -t /run|' /etc/inittab
                for link in /lib /usr/lib /lib64; do echo "ln -s $(readlink $link) $link"; rm $link; done > /packages/links
                cd /packages && tar -xzf qga-agent.tar.gz
                /packages/qga-agent-*/install > /packages/said
                grep 'nothing starts the agent' /packages/said
                kill -HUP 1
                kill $(pidof qemu-ga)
                """);
            Assert.Equal("qga", await AgentAsync(machine));
            await RunAsync(machine, "test \"$(readlink /proc/$(pidof qemu-ga)/exe)\" = /usr/local/sbin/qemu-ga");

            string installed = await UntouchedAsync(machine);
            string process = await RunAsync(machine, "pidof qemu-ga");
            await RunAsync(machine, "/packages/qga-agent-*/install");
            Assert.Equal(installed, await UntouchedAsync(machine));
            Assert.Equal(process, await RunAsync(machine, "pidof qemu-ga"));

            // Killed, it is started again by init.
            await RunAsync(machine, "kill -9 $(pidof qemu-ga)");
            Assert.Equal("qga", await AgentAsync(machine));

            await RunAsync(machine, """
                /usr/local/lib/qga-agent/uninstall
                sed -i 's|^::respawn:/usr/local/sbin/qemu-ga.*|::respawn:/usr/sbin/qemu-ga -t /run|' /etc/inittab
                sh /packages/links
                kill -HUP 1
                kill $(pidof qemu-ga)
                """);
            Assert.Equal("qemu", await AgentAsync(machine));
            Assert.Equal(before, await FilesAsync(machine));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string?> AgentAsync(Machine machine)
    {
        await machine.Tool.RunAsync("wait", Machine.Name, "--timeout", "60");
        return (string?)(await machine.Tool.AskAsync("agent", "status", Machine.Name))["agent"];
    }

    private static Task<string> FilesAsync(Machine machine) =>
        RunAsync(machine, "find /etc /usr /var /lib /lib64 -xdev -exec stat -c '%n %s %a %N' {} + | sort");

    private static Task<string> UntouchedAsync(Machine machine) =>
        RunAsync(machine, "find /etc /usr -xdev -type f ! -name manifest -exec stat -c '%n %s %a %i %Y' {} + | sort");

    private static Task<string> RunAsync(Machine machine, string script) => machine.Shell.RunAsync(
        $"PATH=/bin /usr/sbin/chroot {Root} /bin/sh -e <<'END' 2>&1\n{script}\nEND", TimeSpan.FromMinutes(2));
}
