using Qga.Linux.Interop;
using Qga.Linux.SysFs;

namespace Qga.Linux.Tests.SysFs;

public sealed class VirtioPortsTests : IDisposable
{
    private readonly TemporaryDirectory _sys = new();

    public void Dispose() => _sys.Dispose();

    [Fact]
    public void A_port_is_found_by_the_name_that_the_host_has_given_it()
    {
        _sys.Write("class/virtio-ports/vport0p1/name", "com.redhat.spice.0\n");
        _sys.Write("class/virtio-ports/vport1p2/name", "org.qemu.guest_agent.0\n");

        Assert.Equal("/dev/vport1p2", VirtioPorts.FindDevice(_sys.Path, "/dev/virtio-ports/org.qemu.guest_agent.0"));
    }

    [Theory]
    [InlineData("/dev/virtio-ports/org.qemu.guest_agent")]
    [InlineData("/dev/virtio-ports/org.qemu.guest_agent.00")]
    [InlineData("/dev/virtio-ports/")]
    [InlineData("/dev/ttyS0")]
    [InlineData("org.qemu.guest_agent.0")]
    public void Nothing_else_is_taken_for_it(string path)
    {
        _sys.Write("class/virtio-ports/vport0p1/name", "org.qemu.guest_agent.0\n");
        _sys.Write("class/virtio-ports/vport0p2/name", "\n");

        Assert.Null(VirtioPorts.FindDevice(_sys.Path, path));
    }

    [Fact]
    public void A_port_without_a_name_is_left_out_and_no_driver_is_told()
    {
        Assert.Equal(Errno.ENOENT, VirtioPorts.Read(_sys.Path, out List<VirtioPort> ports));
        Assert.Empty(ports);
        _sys.Write("class/virtio-ports/vport0p0/dev", "242:0\n");
        _sys.Write("class/virtio-ports/vport0p1/name", "a\n");

        Assert.True(VirtioPorts.Read(_sys.Path, out ports).IsSuccess);
        Assert.Equal([("vport0p1", "a")], ports.ConvertAll(port => (port.Device, port.Name)));
    }
}
