namespace Qga.Client.Tests;

public sealed class AddressTests
{
    [Theory]
    [InlineData("unix:/run/x.sock", "unix:/run/x.sock")]
    [InlineData("unix:x", "unix:x")]
    [InlineData("/run/x.sock", "unix:/run/x.sock")]
    [InlineData("./x:5", "unix:./x:5")]
    [InlineData("tcp:host:1234", "tcp:host:1234")]
    [InlineData("host:1234", "tcp:host:1234")]
    [InlineData("tcp:[::1]:80", "tcp:[::1]:80")]
    [InlineData("vsock:3:1024", "vsock:3:1024")]
    [InlineData("vsock:4294967295:0", "vsock:4294967295:0")]
    [InlineData("hvsock:/run/fc.sock:5", "hvsock:/run/fc.sock:5")]
    [InlineData("hvsock:/run/a:b.sock:5", "hvsock:/run/a:b.sock:5")]
    [InlineData("serial:/dev/pts/3", "serial:/dev/pts/3")]
    [InlineData("libvirt:web1", "libvirt:web1")]
    [InlineData("libvirt:web1@qemu:///system", "libvirt:web1@qemu:///system")]
    [InlineData("libvirt:a@b", "libvirt:a@b")]
    [InlineData("libvirt:a@b@qemu:///session", "libvirt:a@b@qemu:///session")]
    public void Address_is_read_and_written(string text, string expected)
    {
        GuestAddress address = GuestAddress.Parse(text);
        Assert.Equal(expected, address.ToString());
        Assert.Equal(address, GuestAddress.Parse(expected));
        Assert.True(GuestAddress.TryParse(text, out GuestAddress? tried));
        Assert.Equal(address, tried);
    }

    [Fact]
    public void Uri_of_libvirt_may_have_a_user() =>
        Assert.Equal(new LibvirtGuestAddress("web1", "qemu+ssh://root@host/system"), GuestAddress.Parse("libvirt:web1@qemu+ssh://root@host/system"));

    [Theory]
    [InlineData("", "the address is empty")]
    [InlineData("web1", "'web1' is no address: a path has a slash in it, others begin with unix:, tcp:, vsock:, hvsock:, serial: or libvirt:")]
    [InlineData("unix:", "the address has the form unix:PATH; the path is missing")]
    [InlineData("/a\0b", "the address contains a NUL")]
    [InlineData("tcp:host", "the address has the form tcp:HOST:PORT; the port is a number from 1 to 65535")]
    [InlineData("tcp:host:65536", "the address has the form tcp:HOST:PORT; the port is a number from 1 to 65535")]
    [InlineData("tcp::22", "the address has the form tcp:HOST:PORT; the host is missing")]
    [InlineData("tcp:::1:80", "the address has the form tcp:[ADDRESS]:PORT; an IPv6 address stands in brackets")]
    [InlineData("vsock:x:1", "the address has the form vsock:CID:PORT; both are numbers from 0 to 4294967295")]
    [InlineData("vsock:3", "the address has the form vsock:CID:PORT; both are numbers from 0 to 4294967295")]
    [InlineData("hvsock:/run/fc.sock", "the address has the form hvsock:PATH:PORT; the port is a number from 0 to 4294967295")]
    [InlineData("libvirt:", "the address has the form libvirt:DOMAIN or libvirt:DOMAIN@URI; the domain is missing")]
    [InlineData("libvirt:qemu:///system", "the address has the form libvirt:DOMAIN or libvirt:DOMAIN@URI; the domain is missing")]
    [InlineData("libvirt:@qemu:///system", "the address has the form libvirt:DOMAIN or libvirt:DOMAIN@URI; the domain is missing")]
    public void What_is_no_address_says_what_is_wrong(string text, string expected)
    {
        Assert.Equal(expected, Assert.Throws<FormatException>(() => GuestAddress.Parse(text)).Message);
        Assert.False(GuestAddress.TryParse(text, out _));
    }
}
