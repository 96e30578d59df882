using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Commands.Memory;

/// <summary>A block's folder in sysfs.</summary>
/// <param name="folder">Its path, with a slash at the end. In it are <c>state</c> (online, offline, going-offline) and <c>removable</c> (0, 1), both of which a kernel may leave out.</param>
internal readonly struct MemoryBlock(string folder)
{
    private const string StateFile = "state";
    private const string RemovableFile = "removable";

    /// <summary>Finds out whether there is such a block.</summary>
    /// <returns>Why it cannot be had; null where it can.</returns>
    public SysfsFault? Find()
    {
        Errno error = Libc.Access(folder, Libc.F_OK);
        return error.IsSuccess ? null : new SysfsFault($"Could not open '{folder}'", error);
    }

    /// <summary>Reads whether the block is in use.</summary>
    /// <param name="isOnline">The answer; null where the kernel cannot switch it, and uses it.</param>
    /// <returns>Why it cannot be read; null where it can.</returns>
    public SysfsFault? ReadState(out bool? isOnline)
    {
        Span<byte> text = stackalloc byte[16];
        SysfsFault? fault = SysfsFile.Read(folder, StateFile, text, out int length);
        bool missing = fault?.Error == Errno.ENOENT;
        isOnline = missing ? null : text[..length].StartsWith("online"u8);
        return missing ? null : fault;
    }

    /// <summary>Reads whether the block may be taken out of use.</summary>
    /// <param name="isRemovable">The answer.</param>
    /// <returns>Why it cannot be read; null where it can.</returns>
    public SysfsFault? ReadRemovable(out bool isRemovable)
    {
        Span<byte> text = stackalloc byte[4];
        SysfsFault? fault = SysfsFile.Read(folder, RemovableFile, text, out int length);
        isRemovable = length > 0 && text[0] != (byte)'0';
        return fault?.Error == Errno.ENOENT ? null : fault;
    }

    /// <summary>Puts the block into use or takes it out. To take it out can take minutes, as the kernel moves elsewhere what is in it.</summary>
    /// <param name="online">Whether it is to be used.</param>
    /// <returns>What went wrong.</returns>
    public Errno Switch(bool online)
    {
        using SafeDescriptor file = Libc.Open(folder + StateFile, Libc.O_WRONLY | Libc.O_CLOEXEC);
        return file.IsInvalid || Libc.Write(file, online ? "online"u8 : "offline"u8) < 0 ? Errno.Last : default;
    }
}
