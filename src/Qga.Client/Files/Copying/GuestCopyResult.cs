namespace Qga.Client;

/// <summary>What was copied, and how.</summary>
public sealed record GuestCopyResult
{
    /// <summary>The path of the copy.</summary>
    public required string Path { get; init; }

    /// <summary>How many files, those of an earlier attempt included.</summary>
    public long Files { get; init; }

    /// <summary>How many bytes of content, those of an earlier attempt included.</summary>
    public long Bytes { get; init; }

    /// <summary>How many of the bytes an earlier attempt had copied.</summary>
    public long ResumedBytes { get; init; }

    /// <summary>How the copy was compared with the original. Of trees, the archives were compared that carried them.</summary>
    public GuestCopyVerification Verification { get; init; }

    /// <summary>
    /// Whether the copy got its name when it was complete. False: the guest cannot rename through its agent, and the copy was written under its own name
    /// from the start.
    /// </summary>
    public bool IsRenamed { get; init; }

    /// <summary>Whether the copy has the mode, and where that was asked for the time, of the original.</summary>
    public bool HasModeAndTime { get; init; }

    /// <summary>The content's SHA-256 in hexadecimal; null for a tree, and without <see cref="GuestCopyOptions.Verify"/>.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What of a tree was not copied: devices, pipes and sockets, names that are no text, and what could not be read.</summary>
    public IReadOnlyList<GuestCopySkip> Skipped { get; init; } = [];

    /// <summary>Files of a tree that were written to while they were copied: the copy of each is what was read.</summary>
    public IReadOnlyList<string> Changed { get; init; } = [];
}
