namespace Qga.Client;

/// <summary>Something that was not copied.</summary>
/// <param name="Path">Its path in the tree.</param>
/// <param name="Reason">Why, in words for the user.</param>
public readonly record struct GuestCopySkip(string Path, string Reason);
