using System.Text.Json.Nodes;
using Qga.Machines;

namespace Qga.Vm.Tool;

/// <summary>The tool on a domain of libvirt's, whose agent only libvirt reaches.</summary>
[Collection(LibvirtDomain.Collection)]
public sealed class LibvirtTests
{
    private const string Guest = "web";

    [Fact]
    public async Task A_domain_is_used_like_any_guest()
    {
        Assert.SkipUnless(LibvirtDomain.IsAvailable, "libvirt is not installed");
        await using LibvirtDomain domain = await LibvirtDomain.StartAsync(Project.Agent);
        HostTool tool = new(domain.Folder, (Guest, $"libvirt:{LibvirtDomain.Name}@{domain.Uri}"));
        await ListAsync(domain, tool);
        await LookAsync(tool);
        await UseAsync(domain, tool);
        await FreezeAsync(domain, tool);
        await PauseAsync(domain, tool);
        JsonNode off = await tool.AskAsync("shutdown", "--wait", "--timeout", "120", Guest);
        Assert.Equal((true, "libvirt"), ((bool)off["confirmed"]!, (string?)off["confirmed-by"]));
        Assert.DoesNotContain(LibvirtDomain.Name, await domain.RunAsync("list --all"), StringComparison.Ordinal);
        ToolResult gone = await tool.TryRunAsync("info", Guest);
        Assert.Equal(3, gone.ExitCode);
    }

    [Fact]
    public async Task A_suspend_and_a_wake_are_confirmed()
    {
        Assert.SkipUnless(LibvirtDomain.IsAvailable, "libvirt is not installed");
        await using LibvirtDomain domain = await LibvirtDomain.StartAsync(Project.Agent);
        HostTool tool = new(domain.Folder, (Guest, $"libvirt:{LibvirtDomain.Name}@{domain.Uri}"));
        await tool.RunAsync("wait", Guest);
        JsonNode asleep = await tool.AskAsync("suspend", "ram", "--wait", "--timeout", "120", Guest);
        Assert.Equal((true, "libvirt"), ((bool)asleep["confirmed"]!, (string?)asleep["confirmed-by"]));
        Assert.Equal("pmsuspended", await domain.RunAsync("domstate guest"));
        JsonNode awake = await tool.AskAsync("wake", "--wait", "--timeout", "120", Guest);
        Assert.Equal((true, "libvirt"), ((bool)awake["confirmed"]!, (string?)awake["confirmed-by"]));
        await tool.RunAsync("wait", Guest);
        Assert.Contains("suspend exit", await domain.Shell.RunAsync("dmesg | grep PM: | tail -n 1"), StringComparison.Ordinal);
    }

    private static async Task ListAsync(LibvirtDomain domain, HostTool tool)
    {
        await tool.RunAsync("wait", Guest);
        JsonNode named = await tool.AskAsync("list", Guest, "--timeout", "20");
        Assert.Equal(("file", "answers"), ((string?)named["by"], (string?)named["agent"]));

        // Where this libvirt is that of the system, its domains are found there, with no name in a file.
        domain.OfferAsSystem();
        HostTool inside = new(Directory.CreateDirectory($"{domain.Folder}/inside").FullName) { Prefix = domain.NamespacePrefix };
        JsonNode found = JsonNode.Parse(await inside.RunAsync("list", LibvirtDomain.Name, "--json", "--timeout", "20"))!.AsArray().Single()!;
        Assert.Equal(LibvirtDomain.Name, (string?)found["guest"]);
        Assert.Equal(("libvirt (system)", "answers"), ((string?)found["answer"]!["by"], (string?)found["answer"]!["agent"]));
        Assert.Equal("7", await inside.RunAsync("run", LibvirtDomain.Name, "echo $((3 + 4))"));
    }

    private static async Task LookAsync(HostTool tool)
    {
        Assert.Equal("guest", (string?)(await tool.AskAsync("info", Guest))["host-name"]);
        Assert.Equal(GuestNetwork.Address, await tool.RunAsync("ip", Guest, "--one"));
        Assert.Equal(2, (int)(await tool.AskAsync("ping", Guest, "--count", "2", "--interval", "0.1"))["answered"]!);
        JsonArray checks = (await tool.AskAsync("doctor", Guest)).AsArray();
        Assert.Equal("ok", (string?)checks.Single(check => (string?)check!["check"] == "agent")!["state"]);
        Assert.DoesNotContain(checks, check => (string?)check!["state"] == "broken");
    }

    private static async Task UseAsync(LibvirtDomain domain, HostTool tool)
    {
        ToolResult run = await tool.TryRunAsync(["exec", Guest, "--", "sh", "-c", "cat; echo problem >&2; exit 6"], "through libvirt\n");
        Assert.Equal((6, "through libvirt\n", "problem\n"), (run.ExitCode, run.Output, run.Error));

        byte[] content = new byte[8_000_000];
        new Random(3).NextBytes(content);
        string file = $"{domain.Folder}/original";
        await File.WriteAllBytesAsync(file, content, TestContext.Current.CancellationToken);
        JsonNode copied = (await tool.AskAsync("cp", file, $"{Guest}:/mnt/ext4/copy")).AsArray().Single()!;
        Assert.Equal((string?)copied["sha256"], await domain.Shell.RunAsync("sha256sum < /mnt/ext4/copy | cut -c1-64"));
        await tool.RunAsync("cp", $"{Guest}:/mnt/ext4/copy", $"{domain.Folder}/back");
        Assert.Equal(content, await File.ReadAllBytesAsync($"{domain.Folder}/back", TestContext.Current.CancellationToken));
    }

    private static async Task FreezeAsync(LibvirtDomain domain, HostTool tool)
    {
        string go = $"{domain.Folder}/go";
        using (ToolProcess frozen = tool.Start(
            ["frozen", Guest, "--", "sh", "-c", $"echo $QGA_FROZEN frozen; until [ -e {go} ]; do sleep 0.05; done; exit 8"]))
        {
            await frozen.UntilWrittenAsync("2 frozen\n");
            Task<string> writer = domain.Shell.RunAsync("echo written > /mnt/ext4/held; cat /mnt/ext4/held");
            Assert.Equal("frozen", (string?)(await tool.AskAsync("status", Guest)).AsArray().Single()!["state"]);
            Assert.False(writer.IsCompleted);
            await File.WriteAllTextAsync(go, "", TestContext.Current.CancellationToken);
            Assert.Equal(8, (await frozen.EndAsync()).ExitCode);
            Assert.Equal("written", await writer);
        }

        await domain.Shell.RunAsync("echo before > /mnt/ext4/held");
        await tool.RunAsync("snapshot", Guest, "--name", "kept", "--disk", "vdc");
        string disks = await domain.RunAsync("domblklist guest");
        Assert.Contains($"{domain.Folder}/ext4.kept", disks, StringComparison.Ordinal);
        Assert.Contains($"{domain.Folder}/root.qcow2", disks, StringComparison.Ordinal);
        await domain.Shell.RunAsync("echo after > /mnt/ext4/held; sync");
    }

    private static async Task PauseAsync(LibvirtDomain domain, HostTool tool)
    {
        await domain.RunAsync("suspend guest");
        ToolResult paused = await tool.TryRunAsync("info", Guest);
        Assert.Equal((3, "qga: the guest guest is paused\n"), (paused.ExitCode, paused.Error));
        Assert.Equal(1, (await tool.TryRunAsync("doctor", Guest)).ExitCode);
        HostTool inside = new($"{domain.Folder}/inside") { Prefix = domain.NamespacePrefix };
        Assert.Contains("paused", (string?)(await inside.AskAsync("list", LibvirtDomain.Name, "--timeout", "20"))["problem"], StringComparison.Ordinal);
        await domain.RunAsync("resume guest");
        await domain.Shell.RunAsync("systemctl stop qemu-guest-agent");
        ToolResult stopped = await tool.TryRunAsync("info", Guest);
        Assert.Equal(3, stopped.ExitCode);
        Assert.Contains("start qemu-guest-agent in the guest", stopped.Error, StringComparison.Ordinal);
        await domain.Shell.RunAsync("systemctl start qemu-guest-agent");
        await tool.RunAsync("wait", Guest);
    }
}
