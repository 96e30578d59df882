using System.Xml;

namespace Qga.Client.Tests.Libvirt;

public sealed class LibvirtDescriptionTests
{
    [Fact]
    public void Channel_of_the_agent_is_found_among_others()
    {
        LibvirtDescription description = LibvirtDescription.Parse("""
            <domain type='kvm' id='3' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
              <devices>
                <channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0' state='connected'/></channel>
                <channel type='unix'>
                  <source mode='bind' path='/run/one.sock'/><target type='virtio' name='org.qemu.guest_agent.0' state='disconnected'/>
                </channel>
              </devices>
              <qemu:commandline><qemu:arg value='-qmp'/><qemu:arg value='unix:/run/one.qmp,server=on,wait=off'/></qemu:commandline>
            </domain>
            """);
        Assert.Equal(new(true, false, "/run/one.sock", "/run/one.qmp"), description);
    }

    [Theory]
    [InlineData("<domain/>", false, null)]
    [InlineData("<domain><devices><channel type='pty'/></devices></domain>", false, null)]
    [InlineData("<domain><devices><channel><target name='org.qemu.guest_agent.0'/></channel></devices></domain>", true, null)]
    [InlineData("<domain><devices><channel><target name='org.qemu.guest_agent.0' state='connected'/></channel></devices></domain>", true, true)]
    public void What_is_not_said_is_unknown(string xml, bool hasChannel, bool? isConnected) =>
        Assert.Equal(new(hasChannel, isConnected, null, null), LibvirtDescription.Parse(xml));

    [Theory]
    [InlineData("")]
    [InlineData("<domain>")]
    [InlineData("<!DOCTYPE domain [<!ENTITY a 'b'>]><domain>&a;</domain>")]
    public void What_is_no_description_is_refused(string xml) => Assert.Throws<XmlException>(() => LibvirtDescription.Parse(xml));
}
