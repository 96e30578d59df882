namespace Qga.Client;

/// <summary>How far a copy is.</summary>
/// <param name="Path">What is being copied.</param>
/// <param name="Files">How many files are complete.</param>
/// <param name="Bytes">How many bytes of content have been copied, those of an earlier attempt included.</param>
/// <param name="TotalBytes">How many there are; null: unknown, as with trees.</param>
public readonly record struct GuestCopyProgress(string Path, long Files, long Bytes, long? TotalBytes);
