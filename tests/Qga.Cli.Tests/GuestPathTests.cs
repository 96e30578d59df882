using Qga.Cli.Failures;
using Qga.Cli.Files;

namespace Qga.Cli.Tests;

public sealed class GuestPathTests
{
    [Theory]
    [InlineData("web1:/etc/motd", "web1", "/etc/motd")]
    [InlineData("web1:motd", "web1", "motd")]
    [InlineData("web*:/var/log/12:30:00.log", "web*", "/var/log/12:30:00.log")]
    [InlineData(@"win1:C:\Users", "win1", @"C:\Users")]
    [InlineData("unix:/run/a.sock:/etc/motd", "unix:/run/a.sock", "/etc/motd")]
    [InlineData("unix:/run/a.sock:motd:1", "unix:/run/a.sock", "motd:1")]
    [InlineData("serial:/dev/pts/3:/x", "serial:/dev/pts/3", "/x")]
    [InlineData("tcp:host:1234:/x", "tcp:host:1234", "/x")]
    [InlineData("tcp:[::1]:1234:x:y", "tcp:[::1]:1234", "x:y")]
    [InlineData("vsock:3:9999:/x", "vsock:3:9999", "/x")]
    [InlineData("hvsock:/run/vm.sock:9999:/x", "hvsock:/run/vm.sock:9999", "/x")]
    [InlineData("libvirt:web1:/etc/motd", "libvirt:web1", "/etc/motd")]
    [InlineData("libvirt:web1:http://x", "libvirt:web1", "http://x")]
    [InlineData("libvirt:web1@qemu:///system:/etc/motd", "libvirt:web1@qemu:///system", "/etc/motd")]
    [InlineData("libvirt:web1@qemu+ssh://root@host:22/system:a:b", "libvirt:web1@qemu+ssh://root@host:22/system", "a:b")]
    public void Guest_ends_at_the_first_colon_that_is_not_its_own(string word, string guest, string path)
    {
        Assert.Equal(new(guest, path), GuestPath.Parse(word));
        Assert.Equal(
            word.StartsWith("unix", StringComparison.Ordinal) || !word[..word.IndexOf(':', StringComparison.Ordinal)].Contains('/', StringComparison.Ordinal),
            GuestPath.ParseUnlessFile(word) is not null);
    }

    [Fact]
    public void Socket_needs_its_kind_where_a_file_can_stand()
    {
        Assert.Equal(new("/run/a.sock", "/etc/motd"), GuestPath.Parse("/run/a.sock:/etc/motd"));
        Assert.Null(GuestPath.ParseUnlessFile("/run/a.sock:/etc/motd"));
        Assert.Null(GuestPath.ParseUnlessFile("./a:b"));
        Assert.Null(GuestPath.ParseUnlessFile("file"));
        Assert.Null(GuestPath.ParseUnlessFile("-"));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("web1:")]
    [InlineData(":/x")]
    [InlineData("unix:/run/a.sock")]
    [InlineData("tcp:host:1234")]
    [InlineData("libvirt:web1@qemu:///system")]
    public void Others_are_refused(string word) => Assert.Throws<UsageException>(() => GuestPath.Parse(word));
}
