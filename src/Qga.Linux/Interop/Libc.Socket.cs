using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // Native names (sys/socket.h, sys/un.h, linux/vm_sockets.h); socket(7), unix(7), vsock(7).
public static partial class Libc
{
    public const int AF_UNIX = 1;
    public const int AF_VSOCK = 40;
    public const int SOCK_STREAM = 1;
    public const int SOCK_DGRAM = 2;
    public const int SOCK_CLOEXEC = 0x80000;
    public const int SOCK_NONBLOCK = 0x800;
    public const int SOL_SOCKET = 1;
    public const int SO_ACCEPTCONN = 30;
    public const int SO_DOMAIN = 39;
    public const int SO_TYPE = 3;
    public const int SO_PEERCRED = 17;
    public const int MSG_TRUNC = 0x20;
    public const uint VMADDR_CID_HOST = 2;

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int SocketCore(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static unsafe partial int BindCore(SafeDescriptor sockfd, void* addr, uint addrlen);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static unsafe partial int ConnectCore(SafeDescriptor sockfd, void* addr, uint addrlen);

    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    private static partial int ListenCore(SafeDescriptor sockfd, int backlog);

    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    private static unsafe partial int Accept4Core(SafeDescriptor sockfd, void* addr, uint* addrlen, int flags);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static unsafe partial int GetSockOptCore(SafeDescriptor sockfd, int level, int optname, void* optval, uint* optlen);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static unsafe partial nint RecvCore(SafeDescriptor sockfd, byte* buf, nuint size, int flags);

    /// <summary>socket(2): an invalid handle with <see cref="Errno.Last"/> where it fails.</summary>
    public static SafeDescriptor Socket(int domain, int type, int protocol) => new(SocketCore(domain, type, protocol));

    /// <summary>bind(2) to an address of AF_UNIX.</summary>
    public static unsafe Errno Bind(SafeDescriptor socket, in UnixAddress address)
    {
        fixed (UnixAddress* start = &address)
        {
            return BindCore(socket, start, start->Length) == 0 ? default : Errno.Last;
        }
    }

    /// <summary>bind(2) to an address of AF_VSOCK.</summary>
    public static unsafe Errno Bind(SafeDescriptor socket, VsockAddress address) =>
        BindCore(socket, &address, (uint)sizeof(VsockAddress)) == 0 ? default : Errno.Last;

    /// <summary>connect(2) to an address of AF_UNIX.</summary>
    public static unsafe Errno Connect(SafeDescriptor socket, in UnixAddress address)
    {
        fixed (UnixAddress* start = &address)
        {
            return ConnectCore(socket, start, start->Length) == 0 ? default : Errno.Last;
        }
    }

    /// <summary>connect(2) to an address of AF_VSOCK.</summary>
    public static unsafe Errno Connect(SafeDescriptor socket, VsockAddress address) =>
        ConnectCore(socket, &address, (uint)sizeof(VsockAddress)) == 0 ? default : Errno.Last;

    /// <summary>listen(2).</summary>
    public static Errno Listen(SafeDescriptor socket, int backlog) => ListenCore(socket, backlog) == 0 ? default : Errno.Last;

    /// <summary>accept4(2): an invalid handle with <see cref="Errno.Last"/> where it fails.</summary>
    /// <param name="socket">The listening socket, of either family.</param>
    /// <param name="flags">SOCK_… bits.</param>
    /// <param name="peer">Where <paramref name="socket"/> is of AF_VSOCK, who connected.</param>
    public static unsafe SafeDescriptor Accept(SafeDescriptor socket, int flags, out VsockAddress peer)
    {
        UnixAddress buffer = default;
        uint length = (uint)sizeof(UnixAddress);
        int accepted = Accept4Core(socket, &buffer, &length, flags);
        peer = *(VsockAddress*)&buffer;
        return new(accepted);
    }

    /// <summary>recv(2): the number of bytes, with <see cref="MSG_TRUNC"/> that of the whole datagram; −1 with <see cref="Errno.Last"/>.</summary>
    public static unsafe nint Receive(SafeDescriptor socket, Span<byte> buffer, int flags)
    {
        fixed (byte* start = buffer)
        {
            return RecvCore(socket, start, (nuint)buffer.Length, flags);
        }
    }

    /// <summary>getsockopt(2) at the level of sockets: an option that is a number, −1 with <see cref="Errno.Last"/> for what is no socket.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="option">SO_…</param>
    public static unsafe int SocketOption(SafeDescriptor socket, int option)
    {
        int value;
        uint length = sizeof(int);
        return GetSockOptCore(socket, SOL_SOCKET, option, &value, &length) == 0 ? value : -1;
    }

    /// <summary>getsockopt(2) with SO_PEERCRED: the user as whom the peer of a socket of AF_UNIX connected.</summary>
    public static unsafe Errno PeerUser(SafeDescriptor socket, out uint uid)
    {
        PeerCredentials credentials = default;
        uint length = (uint)sizeof(PeerCredentials);
        Errno error = GetSockOptCore(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 ? default : Errno.Last;
        uid = credentials.Uid;
        return error;
    }
}

/// <summary>struct ucred of sys/socket.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PeerCredentials
{
    /// <summary>The process.</summary>
    public int Pid;

    /// <summary>Its user.</summary>
    public uint Uid;

    /// <summary>Its group.</summary>
    public uint Gid;
}

/// <summary>struct sockaddr_un of sys/un.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct UnixAddress
{
    /// <summary>The most bytes that a path may have, its closing zero not counted.</summary>
    public const int MaximumPath = 107;

    private ushort _family;
    private fixed byte _path[MaximumPath + 1];

    // An abstract name has no closing zero, and each zero that is sent along is a part of it.
    internal uint Length
    {
        get
        {
            fixed (byte* start = _path)
            {
                return *start != 0 ? (uint)sizeof(UnixAddress) : (uint)(sizeof(ushort) + 1 + new ReadOnlySpan<byte>(start + 1, MaximumPath).IndexOf((byte)0));
            }
        }
    }

    /// <summary>The address of a path, or of an abstract name; unix(7).</summary>
    /// <param name="path">The path; an abstract name begins with a zero and has no other.</param>
    /// <param name="address">The address.</param>
    /// <returns>Whether the path is short enough.</returns>
    public static bool TryCreate(ReadOnlySpan<byte> path, out UnixAddress address)
    {
        address = new() { _family = Libc.AF_UNIX };
        fixed (byte* start = address._path)
        {
            return path.TryCopyTo(new(start, MaximumPath));
        }
    }
}

/// <summary>struct sockaddr_vm of linux/vm_sockets.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct VsockAddress
{
    private ushort _family;
    private readonly ushort _reserved;
    private uint _port;
    private uint _cid;
    private readonly uint _flagsAndZero;

    /// <summary>An address.</summary>
    /// <param name="cid">The machine: <see cref="Libc.VMADDR_CID_HOST"/>, a guest's number, or 4294967295 for any.</param>
    /// <param name="port">The port; 4294967295 lets the kernel choose.</param>
    public VsockAddress(uint cid, uint port)
    {
        _family = Libc.AF_VSOCK;
        _cid = cid;
        _port = port;
    }

    /// <summary>The machine.</summary>
    public readonly uint Cid => _cid;
}
