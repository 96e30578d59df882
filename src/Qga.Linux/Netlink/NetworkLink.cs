using System.Buffers.Binary;
using System.Text;
using Qga.Linux.Interop;

namespace Qga.Linux.Netlink;

/// <summary>A network interface.</summary>
/// <param name="Index">The kernel's number for it.</param>
/// <param name="Name">Its name.</param>
/// <param name="HardwareAddress">Its link-layer address, of any length; empty if it has none.</param>
/// <param name="Statistics">What went through it; null if the kernel does not say.</param>
public sealed record NetworkLink(int Index, string Name, byte[] HardwareAddress, LinkStatistics? Statistics)
{
    private const int HeaderLength = 16;

    /// <summary>Reads a message of type RTM_NEWLINK.</summary>
    /// <param name="body">
    /// What follows the message's header: struct ifinfomsg of linux/rtnetlink.h, (0) family, (1) pad, (2) type of 2 bytes, (4) index of 4,
    /// (8) flags, (12) change; then the attributes.
    /// </param>
    /// <returns>The interface; null if the message is too short to tell one.</returns>
    public static NetworkLink? Read(ReadOnlySpan<byte> body)
    {
        if (body.Length < HeaderLength)
        {
            return null;
        }

        int index = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
        string name = "";
        byte[] address = [];
        LinkStatistics? statistics = null;
        RouteAttributes attributes = new(body[HeaderLength..]);
        while (attributes.Read())
        {
            switch (attributes.Type)
            {
                case Libc.IFLA_IFNAME:
                    name = Encoding.UTF8.GetString(attributes.Value.TrimEnd((byte)0));
                    break;
                case Libc.IFLA_ADDRESS:
                    address = attributes.Value.ToArray();
                    break;
                case Libc.IFLA_STATS64:
                    statistics = LinkStatistics.Read(attributes.Value);
                    break;
            }
        }

        return new(index, name, address, statistics);
    }
}
