namespace Qga.Client;

/// <summary>How files are copied to and from a guest.</summary>
public sealed record GuestCopyOptions
{
    /// <summary>Whether a copy is compared with the original by SHA-256 before it gets its name. True by default.</summary>
    public bool Verify { get; init; } = true;

    /// <summary>
    /// Whether an earlier copy that was broken off is continued, and what is there of this one is kept if it fails. What is there of a file is compared by
    /// SHA-256 before more is added; of a tree, files that are complete are not copied again, and a large one goes on where it ended. False by default.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Whether the copy gets the original's times. Its mode is the original's in any case, without what the umask takes away if this is false. True
    /// by default.</summary>
    public bool KeepsModeAndTime { get; init; } = true;

    /// <summary>
    /// How many bytes of a tree travel in one archive, 1 MiB to 1 GiB: that much, up to three times, is needed in the guest beside the copy. 32 MiB by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public int BatchSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1 << 20);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1 << 30);
            field = value;
        }
    } = 32 << 20;

    /// <summary>How the bytes travel.</summary>
    public GuestFileOptions File { get; init; } = new();
}
