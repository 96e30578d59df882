using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

// Native names (linux/netlink.h, linux/rtnetlink.h, linux/if_link.h, linux/if_addr.h); netlink(7), rtnetlink(7), inet_ntop(3).
#pragma warning disable CA1707, CS1591
public static partial class Libc
{
    public const int AF_INET = 2;
    public const int AF_INET6 = 10;
    public const int AF_NETLINK = 16;
    public const int SOCK_RAW = 3;
    public const int NETLINK_ROUTE = 0;
    public const int NLM_F_REQUEST = 0x1;
    public const int NLM_F_DUMP = 0x300;
    public const int NLM_F_DUMP_INTR = 0x10;
    public const int NLMSG_ERROR = 2;
    public const int NLMSG_DONE = 3;
    public const int RTM_NEWLINK = 16;
    public const int RTM_GETLINK = 18;
    public const int RTM_NEWADDR = 20;
    public const int RTM_GETADDR = 22;
    public const int IFLA_ADDRESS = 1;
    public const int IFLA_IFNAME = 3;
    public const int IFLA_STATS64 = 23;
    public const int IFA_ADDRESS = 1;
    public const int IFA_LOCAL = 2;
    public const int IFA_LABEL = 3;
    private const int INET6_ADDRSTRLEN = 46;

    [LibraryImport("libc", EntryPoint = "inet_ntop", SetLastError = true)]
    private static unsafe partial nint InetNtopCore(int family, byte* source, byte* destination, uint size);

    /// <summary>inet_ntop(3).</summary>
    /// <param name="address">4 bytes for IPv4, 16 for IPv6.</param>
    public static unsafe string AddressText(ReadOnlySpan<byte> address)
    {
        byte* text = stackalloc byte[INET6_ADDRSTRLEN];
        fixed (byte* start = address)
        {
            _ = InetNtopCore(address.Length == 4 ? AF_INET : AF_INET6, start, text, INET6_ADDRSTRLEN);
        }

        return Marshal.PtrToStringUTF8((nint)text) ?? "";
    }
}
