using System.Globalization;

namespace Qga.Linux.SysFs;

/// <summary>
/// What the path of a device in sysfs says about where it is attached: every component is a device on the way to it.
/// <code>
/// /sys/devices/pci0000:00/0000:00:1e.0/0000:01:04.0/virtio2/host2/target2:0:3/2:0:3:1/block/sda/sda1
///              (1)        (2)          (2)          (3)     (4)  (5)         (6)           (7)  (8)
/// </code>
/// (1) host bridge, (2) PCI functions, (3) virtio device, (4) SCSI host, (5) target, (6) host:channel:target:LUN, (7) disk, (8) partition.
/// </summary>
internal static class DevicePath
{
    /// <summary>The PCI function nearest to the device.</summary>
    /// <param name="path">The device's path.</param>
    /// <param name="functionPath">The function's own path; empty if there is none.</param>
    /// <returns>Null if the device is not on PCI.</returns>
    public static PciAddress? Pci(string path, out string functionPath)
    {
        PciAddress? nearest = null;
        functionPath = "";
        foreach (Range range in Components(path))
        {
            if (ParsePci(path.AsSpan()[range]) is { } address)
            {
                nearest = address;
                functionPath = path[..range.End.Value];
            }
        }

        return nearest;
    }

    /// <summary>The numbers of a SCSI device: channel, target and LUN.</summary>
    /// <returns>Null if there is none in the path.</returns>
    public static (int Channel, int Target, int Lun)? Scsi(string path)
    {
        Span<Range> parts = stackalloc Range[5];
        foreach (Range range in Components(path))
        {
            ReadOnlySpan<char> component = path.AsSpan()[range];
            if (component.Split(parts, ':') == 4
                && TryParse(component[parts[0]], out _)
                && TryParse(component[parts[1]], out int channel)
                && TryParse(component[parts[2]], out int target)
                && TryParse(component[parts[3]], out int lun))
            {
                return (channel, target, lun);
            }
        }

        return null;
    }

    /// <summary>The number at the end of a component such as <c>ata3</c>.</summary>
    /// <param name="path">The device's path.</param>
    /// <param name="prefix">What the component begins with.</param>
    /// <returns>Null if no component is the prefix and a number.</returns>
    public static int? Numbered(string path, string prefix)
    {
        foreach (Range range in Components(path))
        {
            if (NumberAfter(prefix, path.AsSpan()[range]) is { } number)
            {
                return number;
            }
        }

        return null;
    }

    /// <summary>The number in a name such as <c>ata3</c>.</summary>
    /// <param name="prefix">What the name begins with.</param>
    /// <param name="name">The name.</param>
    /// <returns>Null if the name is not the prefix and a number.</returns>
    public static int? NumberAfter(string prefix, ReadOnlySpan<char> name) =>
        name.StartsWith(prefix) && TryParse(name[prefix.Length..], out int number) ? number : null;

    /// <summary>The place of a device on the channel subsystem, from <c>/css0/0.0.0003/0.0.1234/</c>: subchannel, then device, in hexadecimal digits.</summary>
    /// <returns>Null if it is on none.</returns>
    public static CcwAddress? Ccw(string path)
    {
        (int Css, int Set, int Number)? subchannel = null;
        bool isBelow = false;
        foreach (Range range in Components(path))
        {
            ReadOnlySpan<char> component = path.AsSpan()[range];
            if (isBelow && ParseBusId(component) is { } id)
            {
                if (subchannel is { } found)
                {
                    return new(found.Css, found.Set, found.Number, id.Number);
                }

                subchannel = id;
            }

            isBelow |= component.StartsWith("css");
        }

        return null;
    }

    private static (int Css, int Set, int Number)? ParseBusId(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[4];
        return text.Split(parts, '.') == 3
            && TryParseHex(text[parts[0]], out int css) && TryParseHex(text[parts[1]], out int set) && TryParseHex(text[parts[2]], out int number)
            ? (css, set, number)
            : null;
    }

    // 0000:01:04.0 is domain, bus, slot, function, in hexadecimal digits; domains of virtual bridges have five.
    private static PciAddress? ParsePci(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[4];
        int dot = text.IndexOf('.');
        return dot > 0 && text[..dot].Split(parts, ':') == 3
            && TryParseHex(text[parts[0]], out int domain) && TryParseHex(text[parts[1]], out int bus)
            && TryParseHex(text[parts[2]], out int slot) && TryParseHex(text[(dot + 1)..], out int function)
            ? new(domain, bus, slot, function)
            : null;
    }

    private static MemoryExtensions.SpanSplitEnumerator<char> Components(string path) => path.AsSpan().Split('/');

    private static bool TryParse(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryParseHex(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
}
