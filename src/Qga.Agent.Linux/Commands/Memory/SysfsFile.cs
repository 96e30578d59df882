using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.Memory;

/// <summary>Why a file in sysfs could not be read.</summary>
/// <param name="What">What was tried.</param>
/// <param name="Error">What the kernel said; 0 where it said nothing.</param>
internal readonly record struct SysfsFault(string What, Errno Error)
{
    /// <summary>A refusal's text.</summary>
    public string Text => Error.Describe(What);

    /// <summary>Whether the block has been taken away: the kernel has no folder for it any more, or none behind an open file.</summary>
    public bool IsGone => Error == Errno.ENOENT || Error == Errno.ENODEV;
}

/// <summary>One value in sysfs.</summary>
internal static class SysfsFile
{
    /// <summary>Reads the start of a value.</summary>
    /// <param name="file">The file, where it could be opened.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="text">Gets the bytes.</param>
    /// <param name="length">How many there are.</param>
    public static SysfsFault? Read(KernelFile file, string name, Span<byte> text, out int length)
    {
        length = 0;
        if (!file.Error.IsSuccess)
        {
            return new($"open sysfs file \"{name}\"", file.Error);
        }

        Errno error = file.Read(text, out length);
        string? what = !error.IsSuccess ? "" : length == 0 ? ": unexpected EOF" : null;
        return what is null ? null : new($"pread sysfs file \"{name}\"{what}", error);
    }
}
