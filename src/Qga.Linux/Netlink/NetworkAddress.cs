using System.Buffers.Binary;
using System.Text;
using Qga.Linux.Interop;

namespace Qga.Linux.Netlink;

/// <summary>An address of a network interface.</summary>
/// <param name="Index">The interface's number.</param>
/// <param name="Address">4 bytes for IPv4, 16 for IPv6; the near end's where the interface joins two points.</param>
/// <param name="PrefixLength">How many of its bits name the network.</param>
/// <param name="Label">The name that the address goes by, such as <c>eth0:1</c>; null for IPv6, which has none.</param>
public sealed record NetworkAddress(int Index, byte[] Address, int PrefixLength, string? Label)
{
    private const int HeaderLength = 8;

    /// <summary>Reads a message of type RTM_NEWADDR.</summary>
    /// <param name="body">
    /// What follows the message's header: struct ifaddrmsg of linux/if_addr.h, (0) family, (1) length of the prefix, (2) flags, (3) scope,
    /// (4) index of 4 bytes; then the attributes.
    /// </param>
    /// <returns>The address; null if it is neither IPv4 nor IPv6, or the message is too short to tell one.</returns>
    public static NetworkAddress? Read(ReadOnlySpan<byte> body)
    {
        if (body.Length < HeaderLength || body[0] is not (Libc.AF_INET or Libc.AF_INET6))
        {
            return null;
        }

        // IFA_ADDRESS is the far end's address where there is one, and then IFA_LOCAL the near end's.
        byte[]? local = null;
        byte[]? address = null;
        string? label = null;
        RouteAttributes attributes = new(body[HeaderLength..]);
        while (attributes.Read())
        {
            switch (attributes.Type)
            {
                case Libc.IFA_ADDRESS:
                    address = attributes.Value.ToArray();
                    break;
                case Libc.IFA_LOCAL:
                    local = attributes.Value.ToArray();
                    break;
                case Libc.IFA_LABEL:
                    label = Encoding.UTF8.GetString(attributes.Value.TrimEnd((byte)0));
                    break;
            }
        }

        return (local ?? address) is { Length: 4 or 16 } found ? new(BinaryPrimitives.ReadInt32LittleEndian(body[4..]), found, body[1], label) : null;
    }
}
