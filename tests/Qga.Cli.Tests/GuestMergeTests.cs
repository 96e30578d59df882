using Qga.Cli.Discovery;
using Qga.Cli.Guests;
using Qga.Client;

namespace Qga.Cli.Tests;

public sealed class GuestMergeTests
{
    [Fact]
    public void Guest_that_two_sources_know_is_there_once()
    {
        Guid uuid = Guid.NewGuid();
        IReadOnlyList<Guest> merged = GuestMerge.Merge(
        [
            [new("mine", new UnixGuestAddress("/run/a.sock"), "file"), new("also-mine", new UnixGuestAddress("/run/a.sock"), "file")],
            [new("web", new LibvirtGuestAddress("web", "qemu:///system"), "libvirt (system)") { Uuid = uuid }],
            [new("a", new UnixGuestAddress("/var/run/a.sock"), "qemu", "/run/a.qmp"), new("web", null, "qemu") { Uuid = uuid }],
        ]);
        Assert.Equal(["mine", "also-mine", "web"], merged.Select(guest => guest.Name));
        Assert.Contains(merged, guest => guest.Monitor == "/run/a.qmp");
    }

    [Fact]
    public void Name_that_two_guests_have_means_one()
    {
        IReadOnlyList<Guest> merged = GuestMerge.Merge(
        [
            [new("web", new LibvirtGuestAddress("web", "qemu:///system"), "libvirt (system)")],
            [new("web", new LibvirtGuestAddress("web", "qemu:///session"), "libvirt (session)")],
            [new("web", new UnixGuestAddress("/a"), "qemu"), new("web", new UnixGuestAddress("/b"), "qemu")],
        ]);
        Assert.Equal(["web", "web@libvirt-session", "web@qemu", "web@qemu-2"], merged.Select(guest => guest.Name));
    }
}
