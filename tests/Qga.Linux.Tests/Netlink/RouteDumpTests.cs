using Qga.Linux.Interop;
using Qga.Linux.Netlink;
using static Qga.Linux.Tests.Netlink.ScriptedChannel;

namespace Qga.Linux.Tests.Netlink;

public sealed class RouteDumpTests
{
    private readonly List<ScriptedChannel> _opened = [];

    [Fact]
    public void Reads_a_list_in_several_datagrams()
    {
        Assert.Equal((default(Errno), "1 2 3"), Read(new ScriptedChannel(Datagram(Link(1), Link(2)), Datagram(Link(3)), Datagram(Done()))));
        Assert.Equal(1, Assert.Single(_opened).Closed);
    }

    [Theory]
    [InlineData(Libc.NLM_F_DUMP_INTR, 0)]
    [InlineData(0, Libc.NLM_F_DUMP_INTR)]
    public void Asks_again_where_something_changed_meanwhile(int flags, int flagsOfEnd) => Assert.Equal(
        (default(Errno), "1 2"),
        Read(new ScriptedChannel(Datagram(Link(1, flags)), Datagram(Done(flagsOfEnd))), new ScriptedChannel(Datagram(Link(1), Link(2), Done()))));

    [Fact]
    public void Asks_again_where_the_kernel_had_to_drop_something() => Assert.Equal(
        (default(Errno), "1 2"),
        Read(new ScriptedChannel(Datagram(Link(1)), new Answer([], Errno.ENOBUFS)), new ScriptedChannel(Datagram(Link(1), Link(2), Done()))));

    [Fact]
    public void Asks_again_with_more_room_for_what_did_not_fit()
    {
        Answer large = Datagram(Link(1), Message(Libc.RTM_NEWADDR, 0, new byte[100_000]), Link(2));
        Assert.Equal((default(Errno), "1 2"), Read(new ScriptedChannel(large), new ScriptedChannel(large, Datagram(Done()))));
    }

    [Fact]
    public void Gives_up_after_so_many_attempts_and_never_takes_half_a_list()
    {
        ScriptedChannel[] busy = [.. Enumerable.Range(0, RouteDump.Attempts).Select(_ => new ScriptedChannel(Datagram(Link(1), Done(Libc.NLM_F_DUMP_INTR))))];
        Assert.Equal((Errno.EAGAIN, ""), Read(busy));
        Assert.All(busy, channel => Assert.Equal(1, channel.Closed));
    }

    [Fact]
    public void Says_what_the_kernel_says()
    {
        Assert.Equal(Errno.EPERM, Read(new ScriptedChannel(Datagram(Message(Libc.NLMSG_ERROR, 0, BitConverter.GetBytes(-Errno.EPERM.Value))))).Error);
        Assert.Equal(Errno.ENOMEM, Read(new ScriptedChannel(Datagram(Link(1)), Datagram(Done(error: Errno.ENOMEM)))).Error);
        Assert.Equal(Errno.EIO, Read(new ScriptedChannel(Datagram(Link(1)), Datagram())).Error);
        Assert.Equal(Errno.EBADF, Read(new ScriptedChannel(new Answer([], Errno.EBADF))).Error);
    }

    private (Errno Error, string Links) Read(params ScriptedChannel[] channels)
    {
        _opened.Clear();
        RouteDump dump = new(() =>
        {
            _opened.Add(channels[_opened.Count]);
            return _opened[^1];
        });
        Errno error = dump.Read(Libc.RTM_GETLINK, (type, body) => type == Libc.RTM_NEWLINK ? NetworkLink.Read(body) : null, out List<NetworkLink> links);
        return (error, string.Join(' ', links.Select(link => link.Index)));
    }
}
