using Microsoft.Win32.SafeHandles;
using Qga.Linux.Interop;

namespace Qga.Linux;

/// <summary>
/// Anonymous pages of the kernel's (mmap(2)): they cost memory only once touched, grow without being copied, and go back at once; the
/// garbage collector never sees them. Not for two threads at the same time.
/// </summary>
public sealed class MappedMemory : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Maps pages.</summary>
    /// <param name="length">How many bytes, a multiple of the page size.</param>
    /// <exception cref="InsufficientMemoryException">The kernel refuses.</exception>
    public MappedMemory(int length)
        : base(ownsHandle: true)
    {
        nint start = Libc.Mmap(0, (nuint)length, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
        SetHandle(start);
        Length = IsInvalid ? throw new InsufficientMemoryException() : length;
    }

    /// <summary>How many bytes are mapped.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes; valid until the next <see cref="Resize"/> or the end of this object.</summary>
    public unsafe Span<byte> Span => new((void*)handle, Length);

    /// <summary>Grows or shrinks; what both lengths have in common keeps its content.</summary>
    /// <param name="length">The new length, a multiple of the page size.</param>
    /// <returns>False where the kernel has no memory for it: nothing changed then.</returns>
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

    /// <summary>Lets the kernel give out pages of 2 MiB where it has them: for memory that will be filled from end to end.</summary>
    public void PreferHugePages() => _ = Libc.Madvise(handle, (nuint)Length, Libc.MADV_HUGEPAGE);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.Munmap(handle, (nuint)Length) == 0;
}
