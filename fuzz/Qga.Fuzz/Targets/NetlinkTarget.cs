using System.Buffers.Binary;
using Qga.Linux.Interop;
using Qga.Linux.Netlink;

namespace Qga.Fuzz.Targets;

/// <summary>Answers of the kernel's over rtnetlink(7): two bytes tell the length of each datagram. A list comes to an end, whatever they say.</summary>
internal sealed class NetlinkTarget() : FuzzTarget("netlink")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Words { get; } = ["eth0\0", "\u0010\0\0\0", "\u0020\0", "\u0010\0\u0002\0", "\u0003\0\u0002\0"];

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        byte[] answer = input.ToArray();
        int asked = 0;
        RouteDump dump = new(() =>
        {
            asked++;
            return new ScriptedChannel(answer);
        });
        Errno error = dump.Read(Libc.RTM_GETLINK, (type, body) => type == Libc.RTM_NEWLINK ? NetworkLink.Read(body) : null, out List<NetworkLink> links);
        Check.That(error != Errno.EAGAIN || links.Count == 0, "no half list is given");
        Check.That(asked <= RouteDump.Attempts, "the kernel is not asked without end");
        foreach (NetworkLink link in links)
        {
            Check.That(link.Name.Length <= input.Length && link.HardwareAddress.Length <= input.Length, "nothing is made up");
        }

        dump.Read(Libc.RTM_GETADDR, (type, body) => type == Libc.RTM_NEWADDR ? NetworkAddress.Read(body) : null, out List<NetworkAddress> addresses);
        foreach (NetworkAddress address in addresses)
        {
            Check.That(address.Address.Length is 4 or 16, "an address is of IPv4 or IPv6");
        }
    }

    private sealed class ScriptedChannel(byte[] script) : IRouteChannel
    {
        private int _at;

        public Errno Ask(int question) => default;

        public Errno Receive(Span<byte> buffer, out int length)
        {
            ReadOnlySpan<byte> rest = script.AsSpan(_at);
            if (rest.Length < sizeof(ushort))
            {
                length = 0;
                return default;
            }

            length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(rest) & 0x3FFF, rest.Length - sizeof(ushort));
            rest.Slice(sizeof(ushort), length).CopyTo(buffer);
            _at += sizeof(ushort) + length;
            return default;
        }

        public void Dispose()
        {
        }
    }
}
