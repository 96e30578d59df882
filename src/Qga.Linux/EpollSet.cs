using System.Runtime.CompilerServices;
using Qga.Linux.Interop;

namespace Qga.Linux;

/// <summary>An epoll instance (epoll(7)) and the events of its last wait. For one thread, but for descriptors being added or changed.</summary>
public unsafe class EpollSet : IDisposable
{
    private const int Capacity = 32;

    private static readonly int s_dataOffset = Machine.EpollDataOffset(Machine.Current);

    private readonly SafeDescriptor _descriptor;
    private readonly byte[] _events = new byte[Capacity * (s_dataOffset + sizeof(ulong))];

    /// <summary>Makes an empty set.</summary>
    /// <exception cref="InvalidOperationException">The process has no descriptor left.</exception>
    public EpollSet()
    {
        int number = Libc.EpollCreate1(Libc.EPOLL_CLOEXEC);
        _descriptor = number >= 0 ? new(number) : throw new InvalidOperationException(Errno.Last.Describe("epoll_create1"));
    }

    /// <summary>Watches a descriptor.</summary>
    /// <param name="watched">The descriptor; EPERM where it is of a kind that cannot be waited for.</param>
    /// <param name="interest">The EPOLL… bits.</param>
    /// <param name="key">What <see cref="Key"/> gives back.</param>
    /// <returns>The kernel's answer.</returns>
    public virtual Errno Add(SafeDescriptor watched, uint interest, int key) => Control(Libc.EPOLL_CTL_ADD, watched, interest, key);

    /// <summary>Changes what is watched for; an event that holds already is reported again.</summary>
    /// <param name="watched">The descriptor.</param>
    /// <param name="interest">The EPOLL… bits.</param>
    /// <param name="key">What <see cref="Key"/> gives back.</param>
    /// <returns>The kernel's answer.</returns>
    public virtual Errno Modify(SafeDescriptor watched, uint interest, int key) => Control(Libc.EPOLL_CTL_MOD, watched, interest, key);

    /// <summary>Watches a descriptor no longer.</summary>
    /// <param name="watched">The descriptor.</param>
    /// <returns>The kernel's answer.</returns>
    public Errno Remove(SafeDescriptor watched) => Control(Libc.EPOLL_CTL_DEL, watched, 0, 0);

    /// <summary>Waits for events; a signal that interrupts the wait counts as none.</summary>
    /// <param name="timeoutMilliseconds">How long at most; −1 for ever.</param>
    /// <returns>How many events there are.</returns>
    public virtual int Wait(int timeoutMilliseconds)
    {
        fixed (byte* start = _events)
        {
            return Math.Max(0, Libc.EpollWait(_descriptor, start, Capacity, timeoutMilliseconds));
        }
    }

    /// <summary>The EPOLL… bits of an event of the last wait.</summary>
    /// <param name="index">Its number from 0.</param>
    /// <returns>The bits.</returns>
    public uint Events(int index) => Unsafe.ReadUnaligned<uint>(ref _events[index * (s_dataOffset + sizeof(ulong))]);

    /// <summary>The key of an event of the last wait.</summary>
    /// <param name="index">Its number from 0.</param>
    /// <returns>What was given to <see cref="Add"/>.</returns>
    public int Key(int index) => (int)Unsafe.ReadUnaligned<ulong>(ref _events[(index * (s_dataOffset + sizeof(ulong))) + s_dataOffset]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _descriptor.Dispose();
        GC.SuppressFinalize(this);
    }

    private Errno Control(int operation, SafeDescriptor watched, uint interest, int key)
    {
        byte* one = stackalloc byte[16];
        Unsafe.WriteUnaligned(one, interest);
        Unsafe.WriteUnaligned(one + s_dataOffset, (ulong)(uint)key);
        return Libc.EpollCtl(_descriptor, operation, watched, one) == 0 ? default : Errno.Last;
    }
}
