using Microsoft.Win32.SafeHandles;

namespace Qga.Linux.Interop;

/// <summary>An open file descriptor, closed with close(2).</summary>
public sealed class SafeDescriptor : SafeHandleMinusOneIsInvalid
{
    /// <summary>An empty handle, for the marshaller to fill.</summary>
    public SafeDescriptor()
        : base(ownsHandle: true)
    {
    }

    /// <summary>Takes a descriptor.</summary>
    /// <param name="descriptor">Its number.</param>
    /// <param name="owns">Whether it is closed with this object.</param>
    public SafeDescriptor(int descriptor, bool owns = true)
        : base(owns) => SetHandle(descriptor);

    /// <summary>The number, for a call that takes several descriptors at once. Valid while this object is kept alive.</summary>
    public int Number => (int)handle;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;
}
