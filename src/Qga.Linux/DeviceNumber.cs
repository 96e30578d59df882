namespace Qga.Linux;

/// <summary>The number of a block device, or the made-up one (major 0) of a file system that is on no single device.</summary>
/// <param name="Major">Its driver.</param>
/// <param name="Minor">The device among the driver's.</param>
public readonly record struct DeviceNumber(uint Major, uint Minor)
{
    /// <summary>As the kernel's own files write it: <c>8:1</c>.</summary>
    public override string ToString() => $"{Major}:{Minor}";
}
