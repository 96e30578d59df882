using Microsoft.Win32.SafeHandles;
using Qga.Linux.Interop;

namespace Qga.Linux;

/// <summary>
/// Anonymous pages (mmap(2)): they take memory only where they were touched, grow without being copied, and go back to the kernel at once, without
/// the garbage collector. Not thread-safe.
/// </summary>
public sealed class MappedMemory : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Maps pages.</summary>
    /// <param name="length">In bytes, a multiple of the page size.</param>
    /// <exception cref="InsufficientMemoryException">The kernel has no memory for it.</exception>
    public MappedMemory(int length)
        : base(ownsHandle: true)
    {
        nint start = Libc.Mmap(0, (nuint)length, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
        SetHandle(start);
        Length = IsInvalid ? throw new InsufficientMemoryException() : length;
    }

    /// <summary>In bytes.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes; valid until the next <see cref="Resize"/> or the end of this object.</summary>
    /// <exception cref="ObjectDisposedException">The pages have gone back to the kernel, and may be somebody else's by now.</exception>
    public unsafe Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return new((void*)handle, Length);
        }
    }

    /// <summary>Grows or shrinks; the content of what both lengths have in common stays.</summary>
    /// <param name="length">The new length, a multiple of the page size.</param>
    /// <returns>False where the kernel has no memory for it; nothing has changed then.</returns>
    public bool Resize(int length)
    {
        nint start = Libc.Mremap(handle, (nuint)Length, (nuint)length, Libc.MREMAP_MAYMOVE);
        if (start == -1)
        {
            return false;
        }

        SetHandle(start);
        Length = length;
        return true;
    }

    /// <summary>Lets the kernel use pages of 2 MiB: for memory that will be filled from end to end.</summary>
    public void PreferHugePages() => _ = Libc.Madvise(handle, (nuint)Length, Libc.MADV_HUGEPAGE);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.Munmap(handle, (nuint)Length) == 0;
}
