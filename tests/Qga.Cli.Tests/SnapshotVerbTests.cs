using System.Diagnostics;
using Qga.Cli.Failures;
using Qga.Cli.Snapshots;
using Qga.Client;
using Qga.Testing;

namespace Qga.Cli.Tests;

public sealed class SnapshotVerbTests
{
    private const string Qemu = "/usr/bin/qemu-system-x86_64";

    [Fact]
    public async Task Overlays_are_made_in_one_transaction_under_a_freeze()
    {
        await using PlayedAgent agent = PlayedAgent.WithFileSystems(out FakeFreezing state);
        int frozen = -1;
        await using ListeningMonitor monitor = Machine(agent).On("transaction", call =>
        {
            frozen = state.Frozen.Count;
            return "\"return\": {}";
        });

        ToolRun run = await ToolRun.StartAsync("snapshot", "--name", "one", "--monitor", monitor.Address, agent.Address);

        Assert.Equal((0, 3, 0), (run.ExitCode, frozen, state.Frozen.Count));
        Assert.StartsWith("qga: snapshot: 3 file systems frozen for ", run.Error, StringComparison.Ordinal);
        string call = Assert.Single(monitor.Calls, one => one.StartsWith("transaction", StringComparison.Ordinal));
        Assert.Contains($"\"device\": \"virtio0\", \"snapshot-file\": \"{agent.File("a.one.qcow2")}\", \"format\": \"qcow2\"", call, StringComparison.Ordinal);
        Assert.Contains($"\"node-name\": \"#block2\", \"snapshot-file\": \"{agent.File("b.one.qcow2")}\"", call, StringComparison.Ordinal);
        Assert.DoesNotContain("cd0", call, StringComparison.Ordinal);
        Assert.Contains($"/machine/b  {agent.File("b.raw")}  {agent.File("b.one.qcow2")}\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_thaws()
    {
        await using PlayedAgent agent = PlayedAgent.WithFileSystems(out FakeFreezing state);
        await using ListeningMonitor monitor = Machine(agent).On("transaction", _ => "\"error\": {\"class\": \"GenericError\", \"desc\": \"disk full\"}");

        ToolRun run = await ToolRun.StartAsync("snapshot", "--name", "one", "--disk", "virtio0", "--monitor", monitor.Address, agent.Address);

        Assert.Equal((1, 0), (run.ExitCode, state.Frozen.Count));
        Assert.Contains("disk full", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Early_thaw_is_a_failure()
    {
        await using PlayedAgent agent = PlayedAgent.WithFileSystems(out FakeFreezing state);
        await using ListeningMonitor monitor = Machine(agent).On("transaction", call =>
        {
            state.ThawEarly();
            return "\"return\": {}";
        });

        ToolRun run = await ToolRun.StartAsync("snapshot", "--monitor", monitor.Address, agent.Address);

        Assert.Equal((1, "qga: snapshot: taken, but the guest was thawed early by somebody else: it may be inconsistent\n"), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("nix", "the machine has no disk 'nix'; it has virtio0, /machine/b, cd0, net0")]
    [InlineData("cd0", "cd0 has no medium")]
    [InlineData("net0", "net0 is in no file of this host")]
    public async Task Disk_that_cannot_be_taken_is_said_before_anything_is_done(string disk, string expected)
    {
        await using PlayedAgent agent = PlayedAgent.WithFileSystems(out _);
        await using ListeningMonitor monitor = Machine(agent);

        ToolRun run = await ToolRun.StartAsync("snapshot", "--disk", disk, "--monitor", monitor.Address, agent.Address);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Empty(agent.Calls);
    }

    [Fact]
    public async Task Overlay_that_exists_is_left_alone()
    {
        await using PlayedAgent agent = PlayedAgent.WithFileSystems(out _);
        await using ListeningMonitor monitor = Machine(agent);
        await File.WriteAllTextAsync(agent.File("a.one.qcow2"), "", TestContext.Current.CancellationToken);

        ToolRun run = await ToolRun.StartAsync("snapshot", "--name", "one", "--monitor", monitor.Address, agent.Address);

        Assert.Equal((1, $"qga: snapshot: {agent.File("a.one.qcow2")} exists; --name gives another name\n"), (run.ExitCode, run.Error));
        Assert.Empty(agent.Calls);
    }

    [Fact]
    public void Domains_of_libvirt_are_left_to_virsh() => Assert.Equal(
        ["--connect", "qemu+ssh://h/system", "snapshot-create-as", "--domain", "web1", "--name", "n", "--disk-only", "--atomic"],
        LibvirtSnapshot.ArgumentsOf(new LibvirtGuestAddress("web1", "qemu+ssh://h/system"), "n", [], []));

    [Fact]
    public void Disks_that_are_not_named_are_left_out_of_a_domains_snapshot()
    {
        string[] all = LibvirtSnapshot.TargetsOf(" Target   Source\n------------------------\n vda      /srv/a b.qcow2\n vdb      /srv/c.qcow2\n");
        LibvirtGuestAddress domain = new("web1", null);
        Assert.Equal(
            ["--diskspec", "vda,snapshot=no", "--diskspec", "vdb,snapshot=external"], LibvirtSnapshot.ArgumentsOf(domain, "n", ["vdb"], all).Skip(7));
        Assert.Equal(
            "snapshot: the domain has no disk 'vdc'; it has vda, vdb",
            Assert.Throws<VerbException>(() => LibvirtSnapshot.ArgumentsOf(domain, "n", ["vdc"], all)).Message);
    }

    /// <summary>A real QEMU, whose disk gets a real overlay.</summary>
    [Fact]
    public async Task Qemu_makes_the_overlay()
    {
        Assert.SkipUnless(File.Exists(Qemu), $"{Qemu}: no such executable");
        await using PlayedAgent agent = PlayedAgent.WithFileSystems(out FakeFreezing state);
        await File.WriteAllBytesAsync(agent.File("disk.raw"), new byte[1 << 20], TestContext.Current.CancellationToken);
        using Process qemu = Process.Start(Qemu,
        [
            "-machine", "pc", "-accel", "tcg", "-nodefaults", "-display", "none", "-S", "-drive", $"file={agent.File("disk.raw")},format=raw,if=virtio",
            "-qmp", $"unix:{agent.File("qmp.sock")},server=on,wait=off",
        ]);
        try
        {
            ToolRun run;
            do
            {
                // The socket exists a moment after the process.
                run = await ToolRun.StartAsync("snapshot", "--name", "one", "--monitor", agent.File("qmp.sock"), agent.Address);
            }
            while (run.ExitCode == 3 && !qemu.HasExited);

            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Contains($"virtio0  {agent.File("disk.raw")}  {agent.File("disk.one.qcow2")}\n", run.Output, StringComparison.Ordinal);
            Assert.Empty(state.Frozen);
            byte[] overlay = await File.ReadAllBytesAsync(agent.File("disk.one.qcow2"), TestContext.Current.CancellationToken);
            Assert.Equal("QFI\u00FB"u8.ToArray()[..3], overlay[..3]);
        }
        finally
        {
            qemu.Kill();
            await qemu.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static ListeningMonitor Machine(PlayedAgent agent) => new ListeningMonitor().On(
        "query-block",
        $$"""
        [{"device": "virtio0", "qdev": "/machine/a", "removable": false, "locked": false, "inserted": {{Medium(agent.File("a.raw"), "#block1")}}},
        {"device": "", "qdev": "/machine/b", "removable": false, "locked": false, "inserted": {{Medium(agent.File("b.raw"), "#block2")}}},
        {"device": "cd0", "removable": true, "locked": false},
        {"device": "net0", "removable": true, "locked": false, "inserted": {{Medium("nbd://host/x", "#block3")}}}]
        """.ReplaceLineEndings(" "));

    private static string Medium(string file, string node) =>
        $$"""{"file": "{{file}}", "node-name": "{{node}}", "ro": false, "drv": "raw", "backing_file_depth": 0}""";
}
