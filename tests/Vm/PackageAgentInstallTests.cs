using System.Diagnostics;
using System.Text.Json.Nodes;
using Qga.Machines;

namespace Qga.Vm;

/// <summary>A package takes the place of the distribution's, in a guest that keeps it.</summary>
public sealed class PackageAgentInstallTests(AdoptionGuest guest) : IClassFixture<AdoptionGuest>
{
    [Fact]
    public async Task A_package_is_installed_and_its_forerunner_comes_back()
    {
        string package = await PackAsync();
        JsonNode installed = await guest.AgentAsync("install", "--from", package);
        Assert.Equal("changed", (string?)installed["outcome"]);
        JsonNode status = await guest.AgentAsync("status");
        Assert.Equal(("qga", "deb qemu-guest-agent 99.0"), ((string?)status["agent"], (string?)status["from"]));
        Assert.Equal("/usr/sbin/qemu-ga", (string?)status["program"]);
        Assert.Equal("", (await guest.Shell.TryRunAsync(AgentInstallTests.DropIns)).Output);

        Assert.Equal((string?)installed["before"], (string?)(await guest.AgentAsync("rollback"))["after"]);
        Assert.Equal("qemu", (string?)(await guest.AgentAsync("status"))["agent"]);
    }

    // The distribution's package with our agent in it.
    private async Task<string> PackAsync()
    {
        string tree = guest.PathOf("tree");
        Directory.CreateDirectory($"{tree}/DEBIAN");
        Directory.CreateDirectory($"{tree}/usr/sbin");
        Directory.CreateDirectory($"{tree}/lib/systemd/system");
        File.Copy(Project.Agent, $"{tree}/usr/sbin/qemu-ga");
        File.Copy(Path.Combine(Project.Folder, "packaging/systemd/qemu-guest-agent.service"), $"{tree}/lib/systemd/system/qemu-guest-agent.service");
        await File.WriteAllTextAsync($"{tree}/DEBIAN/control", """
            Package: qemu-guest-agent
            Version: 99.0
            Architecture: amd64
            Maintainer: nobody <nobody@localhost>
            Description: the agent of the checks

            """);
        string package = guest.PathOf("agent.deb");
        using Process dpkg = Process.Start(new ProcessStartInfo("dpkg-deb", ["--root-owner-group", "--build", "-Zgzip", tree, package])
        {
            RedirectStandardOutput = true,
        })!;
        await dpkg.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, dpkg.ExitCode);
        return package;
    }
}
