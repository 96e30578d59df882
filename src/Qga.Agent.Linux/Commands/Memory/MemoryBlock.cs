using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.Memory;

/// <summary>A block's folder in sysfs.</summary>
/// <param name="root">The folder of all blocks.</param>
/// <param name="name">
/// The block's folder in it. In that are <c>state</c> (online, offline, going-offline) and <c>removable</c> (0, 1), both of which a kernel may leave out.
/// </param>
internal readonly ref struct MemoryBlock(KernelFile root, ReadOnlySpan<byte> name)
{
    private readonly KernelFile _root = root;
    private readonly ReadOnlySpan<byte> _name = name;

    /// <summary>Checks that the block exists.</summary>
    public Errno Find() => _root.Find(_name);

    /// <summary>Reads whether the block is online.</summary>
    /// <param name="isOnline">Null where the kernel cannot take it offline.</param>
    public SysfsFault? ReadState(out bool? isOnline)
    {
        Span<byte> text = stackalloc byte[16];
        using KernelFile file = _root.Open(_name, "state"u8);
        SysfsFault? fault = SysfsFile.Read(file, "state", text, out int length);
        bool missing = fault?.Error == Errno.ENOENT;
        isOnline = missing ? null : text[..length].StartsWith("online"u8);
        return missing ? null : fault;
    }

    /// <summary>Reads whether the block may be taken offline.</summary>
    public SysfsFault? ReadRemovable(out bool isRemovable)
    {
        Span<byte> text = stackalloc byte[4];
        using KernelFile file = _root.Open(_name, "removable"u8);
        SysfsFault? fault = SysfsFile.Read(file, "removable", text, out int length);
        isRemovable = length > 0 && text[0] != (byte)'0';
        return fault?.Error == Errno.ENOENT ? null : fault;
    }
}
