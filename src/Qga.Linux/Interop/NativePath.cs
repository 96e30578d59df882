using System.Runtime.InteropServices;

namespace Qga.Linux.Interop;

/// <summary>A path as the kernel takes it: bytes of no known encoding with a zero after the last.</summary>
internal readonly unsafe ref struct NativePath
{
    /// <summary>Copies a path.</summary>
    /// <param name="path">Its bytes.</param>
    public NativePath(ReadOnlySpan<byte> path)
    {
        Pointer = (byte*)NativeMemory.Alloc((nuint)path.Length + 1);
        path.CopyTo(new(Pointer, path.Length));
        Pointer[path.Length] = 0;
    }

    /// <summary>The copy.</summary>
    public byte* Pointer { get; }

    /// <summary>Frees the copy; the error of the system call that it was made for stays.</summary>
    public void Dispose() => NativeMemory.Free(Pointer);
}
