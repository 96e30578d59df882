namespace Qga.Linux.Interop;

#pragma warning disable CA1707, CS1591 // The names are the kernel's (asm-generic/errno.h); errno(3) explains each.
public readonly partial record struct Errno
{
    public static readonly Errno EPERM = new(1);
    public static readonly Errno ENOENT = new(2);
    public static readonly Errno EINTR = new(4);
    public static readonly Errno EIO = new(5);
    public static readonly Errno ENXIO = new(6);
    public static readonly Errno E2BIG = new(7);
    public static readonly Errno ENOEXEC = new(8);
    public static readonly Errno EBADF = new(9);
    public static readonly Errno EAGAIN = new(11);
    public static readonly Errno ENOMEM = new(12);
    public static readonly Errno EACCES = new(13);
    public static readonly Errno EBUSY = new(16);
    public static readonly Errno EEXIST = new(17);
    public static readonly Errno ENODEV = new(19);
    public static readonly Errno ENOTDIR = new(20);
    public static readonly Errno EISDIR = new(21);
    public static readonly Errno EINVAL = new(22);
    public static readonly Errno ENFILE = new(23);
    public static readonly Errno EMFILE = new(24);
    public static readonly Errno ENOTTY = new(25);
    public static readonly Errno EFBIG = new(27);
    public static readonly Errno ENOSPC = new(28);
    public static readonly Errno EROFS = new(30);
    public static readonly Errno EPIPE = new(32);
    public static readonly Errno EOPNOTSUPP = new(95);
    public static readonly Errno ECONNABORTED = new(103);
    public static readonly Errno ECONNRESET = new(104);
    public static readonly Errno ENOBUFS = new(105);
    public static readonly Errno ENOTCONN = new(107);
    public static readonly Errno ETIMEDOUT = new(110);
    public static readonly Errno ESTALE = new(116);
}
