namespace Qga.Linux;

/// <summary>The number of a block device, or the anonymous one (major 0) of a file system that is on no single device.</summary>
/// <param name="Major">The driver.</param>
/// <param name="Minor">The device among the driver's.</param>
public readonly record struct DeviceNumber(uint Major, uint Minor)
{
    /// <summary>Reads the form of the kernel's files: <c>8:1</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="device">The number.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out DeviceNumber device)
    {
        device = default;
        int colon = text.IndexOf((byte)':');
        if (colon < 0 || !KernelNumber.TryParse(text[..colon], out ulong major) || !KernelNumber.TryParse(text[(colon + 1)..], out ulong minor))
        {
            return false;
        }

        device = new((uint)major, (uint)minor);
        return true;
    }

    /// <summary>In the form of the kernel's files: <c>8:1</c>.</summary>
    public override string ToString() => $"{Major}:{Minor}";
}
