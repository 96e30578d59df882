namespace Qga.Linux;

/// <summary>The number of a block device, or the anonymous one (major 0) of a file system that is on no single device.</summary>
/// <param name="Major">The driver.</param>
/// <param name="Minor">The device among the driver's.</param>
public readonly record struct DeviceNumber(uint Major, uint Minor)
{
    /// <summary>In the form of the kernel's files: <c>8:1</c>.</summary>
    public override string ToString() => $"{Major}:{Minor}";
}
