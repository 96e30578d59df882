using System.Text;

namespace Qga.Linux.ProcFs;

/// <summary>One line of /proc/&lt;pid&gt;/mountinfo; proc_pid_mountinfo(5).</summary>
/// <param name="Id">The mount's number, unique while it lasts.</param>
/// <param name="Device">The device that files on it show.</param>
/// <param name="MountPoint">Where it is mounted: bytes of no known encoding.</param>
/// <param name="FilesystemType">The type of the file system.</param>
/// <param name="Source">What is mounted: a device node, or anything that the file system understands.</param>
public sealed record MountInfo(ulong Id, DeviceNumber Device, ReadOnlyMemory<byte> MountPoint, string FilesystemType, ReadOnlyMemory<byte> Source)
{
    /// <summary>Of an overlay: the folder that has what is written to it, as its mounter named it; empty for any other.</summary>
    public ReadOnlyMemory<byte> UpperDirectory { get; init; }

    /// <summary>Reads one line.</summary>
    /// <param name="line">The line, without its line feed.</param>
    /// <returns>Null if it is none of the kernel's.</returns>
    public static MountInfo? Parse(ReadOnlySpan<byte> line)
    {
        // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
        // (1)(2)(3)  (4)   (5)   (6)        (7)...  (8)(9)  (10)      (11)
        // (7) is any number of optional fields, none included; (8) ends them.
        ReadOnlySpan<byte> rest = line;
        bool isValid = KernelNumber.TryParse(Field(ref rest), out ulong id);
        Field(ref rest);
        isValid &= DeviceNumber.TryParse(Field(ref rest), out DeviceNumber device);
        Field(ref rest);
        ReadOnlySpan<byte> mountPoint = Field(ref rest);
        Field(ref rest);
        while (!rest.IsEmpty && !Field(ref rest).SequenceEqual("-"u8))
        {
        }

        ReadOnlySpan<byte> type = Field(ref rest);
        ReadOnlySpan<byte> source = Field(ref rest);
        return isValid && !mountPoint.IsEmpty && !type.IsEmpty
            ? new(id, device, Unescape(mountPoint), Encoding.UTF8.GetString(type), Unescape(source)) { UpperDirectory = UpperOf(type, rest) }
            : null;
    }

    private static byte[] UpperOf(ReadOnlySpan<byte> type, ReadOnlySpan<byte> options)
    {
        const string Name = "upperdir=";
        int start = type.SequenceEqual("overlay"u8) ? options.IndexOf("upperdir="u8) : -1;
        if (start < 0)
        {
            return [];
        }

        ReadOnlySpan<byte> path = options[(start + Name.Length)..];
        int end = path.IndexOf((byte)',');
        return Unescape(end < 0 ? path : path[..end]);
    }

    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf((byte)' ');
        ReadOnlySpan<byte> field = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return field;
    }

    // Blank, tab, line feed, '\' and (in sources) '#' are written as a backslash and three octal digits.
    private static byte[] Unescape(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'\\'))
        {
            return text.ToArray();
        }

        byte[] bytes = new byte[text.Length];
        int length = 0;
        while (!text.IsEmpty)
        {
            bool escaped = text is [(byte)'\\', >= (byte)'0' and <= (byte)'3', >= (byte)'0' and <= (byte)'7', >= (byte)'0' and <= (byte)'7', ..];
            bytes[length++] = escaped ? (byte)(((text[1] - '0') << 6) | ((text[2] - '0') << 3) | (text[3] - '0')) : text[0];
            text = text[(escaped ? 4 : 1)..];
        }

        return bytes.AsSpan(0, length).ToArray();
    }
}
