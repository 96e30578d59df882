using System.Net.Sockets;
using System.Text;
using Qga.Cli.Discovery;
using Qga.Cli.Guests;
using Qga.Client;

namespace Qga.Cli.Tests.Discovery;

public sealed class ProcessSourceTests : IDisposable
{
    private readonly TemporaryPlace _place = new();
    private readonly List<string> _notices = [];

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("unix:/run/a.sock",
        "-chardev", "socket,id=agent,path=/run/a.sock,server=on,wait=off", "-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0")]
    [InlineData("unix:/run/a.sock",
        "-chardev", "socket,path=/run/a.sock,server,nowait,id=qga0", "-device", "virtserialport,chardev=qga0,name=org.qemu.guest_agent.0")]
    [InlineData("unix:/run/a,b.sock",
        "--chardev", "socket,id=agent,path=/run/a,,b.sock,server=on", "--device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0")]
    [InlineData("unix:/run/a.sock",
        "-device", "{\"driver\":\"virtserialport\",\"nr\":1,\"chardev\":\"c\",\"name\":\"org.qemu.guest_agent.0\"}",
        "-chardev", "socket,id=c,path=/run/a.sock,server=on")]
    [InlineData("unix:/run/a.sock", "-device", "isa-serial,chardev=qga0", "-chardev", "socket,id=qga0,path=/run/a.sock,server=on,wait=off")]
    [InlineData("tcp:localhost:4444",
        "-chardev", "socket,id=agent,port=4444,host=0.0.0.0,server=on", "-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0")]
    [InlineData("tcp:10.0.0.1:4444",
        "-chardev", "socket,id=agent,port=4444,host=10.0.0.1,server=on", "-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0")]
    public async Task Agents_port_is_found(string expected, params string[] words)
    {
        _place.AddProcess(10, ["/usr/bin/qemu-system-x86_64", "-name", "web1", .. words]);
        Guest guest = Assert.Single(await FindAsync());
        Assert.Equal(("web1", expected, "qemu", null), (guest.Name, guest.Address?.ToString(), guest.By, guest.Problem));
    }

    [Theory]
    [InlineData("QEMU has no port for an agent", "-device", "virtserialport,chardev=c,name=com.redhat.spice.0", "-chardev", "socket,id=c,path=/x,server=on")]
    [InlineData("it connects to another program",
        "-device", "virtserialport,chardev=c,name=org.qemu.guest_agent.0", "-chardev", "socket,id=c,path=/x,server=off")]
    [InlineData("as an open descriptor", "-device", "virtserialport,chardev=c,name=org.qemu.guest_agent.0", "-chardev", "socket,id=c,fd=24,server=on")]
    [InlineData("which its monitor tells", "-device", "virtserialport,chardev=c,name=org.qemu.guest_agent.0", "-chardev", "pty,id=c")]
    [InlineData("vsock:7:PORT", "-device", "vhost-vsock-pci,guest-cid=7")]
    [InlineData("not on QEMU's command line", "-device", "virtserialport,chardev=c,name=org.qemu.guest_agent.0")]
    [InlineData("a character device 'null'", "-device", "virtserialport,chardev=c,name=org.qemu.guest_agent.0", "-chardev", "null,id=c")]
    public async Task Port_that_cannot_be_used_is_said(string problem, params string[] words)
    {
        _place.AddProcess(10, ["qemu-kvm", .. words]);
        Guest guest = Assert.Single(await FindAsync());
        Assert.Equal("qemu-10", guest.Name);
        Assert.Null(guest.Address);
        Assert.Contains(problem, guest.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/run/q.sock", "-qmp", "unix:/run/q.sock,server=on,wait=off")]
    [InlineData("/run/q.sock", "-chardev", "socket,id=m,path=/run/q.sock,server=on,wait=off", "-mon", "chardev=m,mode=control")]
    [InlineData("/run/q.sock", "-mon", "m,mode=control", "-chardev", "socket,id=m,path=/run/q.sock,server=on,wait=off")]
    [InlineData(null, "-chardev", "socket,id=m,path=/run/q.sock,server=on,wait=off", "-mon", "chardev=m,mode=readline")]
    [InlineData(null, "-qmp", "tcp:localhost:4444,server=on")]
    public async Task Monitor_is_found(string? expected, params string[] words)
    {
        _place.AddProcess(10, ["qemu-system-aarch64", .. words]);
        Assert.Equal(expected, Assert.Single(await FindAsync()).Monitor);
    }

    [Fact]
    public async Task Names_are_unique_and_other_programs_no_guests()
    {
        _place.AddProcess(3, "qemu-system-x86_64", "-name", "guest=a,debug-threads=on");
        _place.AddProcess(20, "qemu-system-x86_64", "-name", "a");
        _place.AddProcess(100, "qemu-system-x86_64", "-name", "b", "-uuid", "3bd2a3ad-0d6b-4ba6-8c6f-2f0e0c4d3a10");
        _place.AddProcess(7, "/usr/bin/qemu-ga", "-m", "virtio-serial");
        _place.Write("proc/8/cmdline", "");
        _place.Write("proc/self/cmdline", "qemu-system-x86_64");
        IReadOnlyList<Guest> guests = await FindAsync();
        Assert.Equal(["a-3", "a-20", "b"], guests.Select(guest => guest.Name));
        Assert.Equal(Guid.Parse("3bd2a3ad-0d6b-4ba6-8c6f-2f0e0c4d3a10"), guests[2].Uuid);
        Assert.Empty(_notices);
    }

    [Fact]
    public async Task Guest_of_libvirt_is_reached_through_libvirt()
    {
        _place.AddProcess(
            3, "/usr/bin/qemu-system-x86_64", "-name", "guest=web,debug-threads=on", "-S", "-object",
            "{\"qom-type\":\"secret\",\"id\":\"masterKey0\",\"format\":\"raw\",\"file\":\"/var/lib/libvirt/qemu/domain-1-web/master-key.aes\"}",
            "-chardev", "socket,id=charchannel0,fd=24,server=on,wait=off", "-device", "virtserialport,chardev=charchannel0,name=org.qemu.guest_agent.0");
        Guest guest = Assert.Single(await FindAsync());
        Assert.Equal("libvirt:web@qemu:///system", guest.Address?.ToString());
        Assert.Equal("libvirt (system)", guest.By);
    }

    [Fact]
    public async Task Path_in_a_container_is_reached_through_its_root()
    {
        _place.AddProcess(3, "qemu-system-x86_64", "-chardev", "socket,id=qga0,path=/qga-only-there/a.sock,server=on", "-device", "isa-serial,chardev=qga0");
        _place.Write("proc/3/root/qga-only-there/a.sock", "");
        Assert.Equal(new UnixGuestAddress($"{_place.Path}/proc/3/root/qga-only-there/a.sock"), Assert.Single(await FindAsync()).Address);
    }

    [Fact]
    public async Task Relative_path_begins_at_the_working_directory()
    {
        _place.AddProcess(3, "qemu-system-x86_64", "-chardev", "socket,id=qga0,path=./a.sock,server=on", "-device", "isa-serial,chardev=qga0");
        File.CreateSymbolicLink($"{_place.Path}/proc/3/cwd", "/srv/vm");
        Assert.Equal(new UnixGuestAddress("/srv/vm/a.sock"), Assert.Single(await FindAsync()).Address);
    }

    [Fact]
    public async Task Processes_that_cannot_be_read_are_said()
    {
        // Reading a folder is refused to root as well.
        Directory.CreateDirectory($"{_place.Path}/proc/3/cmdline");
        Assert.Empty(await FindAsync());
        Assert.Equal("1 of the processes cannot be read: guests of other users are not listed; root sees them", Assert.Single(_notices));
    }

    [Fact]
    public async Task Cloud_hypervisor_is_found_by_its_command_line()
    {
        _place.AddProcess(5, "/usr/bin/cloud-hypervisor", "--api-socket", "/run/ch/vm1.api", "--vsock", "cid=3,socket=/run/ch/vm1.vsock");
        _place.AddProcess(6, "/usr/bin/cloud-hypervisor", "--kernel", "vmlinux");
        IReadOnlyList<Guest> guests = await FindAsync();
        Assert.Equal(("vm1", "hvsock:/run/ch/vm1.vsock:1234"), (guests[0].Name, guests[0].Address?.ToString()));
        Assert.Equal(("cloud-hypervisor-6", null), (guests[1].Name, guests[1].Address?.ToString()));
        Assert.Contains("it has no vsock", guests[1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Firecracker_is_found_by_its_file_and_by_its_interface()
    {
        string file = _place.Write("fc.json", """{"vsock": {"guest_cid": 3, "uds_path": "/run/fc/v.sock"}}""");
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint($"{_place.Path}/api.sock"));
        listener.Listen();
        _place.AddProcess(5, "firecracker", "--no-api", $"--config-file={file}", "--id", "one");
        _place.AddProcess(6, "firecracker", "--api-sock", $"{_place.Path}/api.sock");
        _place.AddProcess(7, "firecracker", "--api-sock", $"{_place.Path}/absent.sock");
        Task<string> served = AnswerAsync(listener, """{"vsock": {"guest_cid": 4, "uds_path": "/run/fc/two.sock"}}""");
        IReadOnlyList<Guest> guests = await FindAsync();
        Assert.StartsWith("GET /vm/config HTTP/1.1\r\n", await served, StringComparison.Ordinal);
        Assert.Equal(
            [("one", "hvsock:/run/fc/v.sock:1234"), ("api", "hvsock:/run/fc/two.sock:1234"), ("absent", null)],
            guests.Select(guest => (guest.Name, guest.Address?.ToString())));
        Assert.Contains("known to its interface alone", guests[2].Problem, StringComparison.Ordinal);
    }

    // In pieces, and without closing, as Firecracker does.
    private static async Task<string> AnswerAsync(Socket listener, string body)
    {
        Socket client = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        byte[] buffer = new byte[1000];
        int count = await client.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        await client.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 \r\nServer: Firecracker API\r\ncontent-length: {body.Length}\r\n\r\n{body[..5]}"));
        await client.SendAsync(Encoding.ASCII.GetBytes(body[5..]));
        return Encoding.ASCII.GetString(buffer, 0, count);
    }

    private async Task<IReadOnlyList<Guest>> FindAsync() =>
        await new ProcessSource($"{_place.Path}/proc").FindAsync(_notices.Add, TestContext.Current.CancellationToken);
}
