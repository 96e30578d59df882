namespace Qga.Client;

/// <summary>Something of a tree that was not copied.</summary>
/// <param name="Path">Its path in the tree.</param>
/// <param name="Reason">Why, in words for the user.</param>
public readonly record struct GuestCopySkip(string Path, string Reason)
{
    /// <summary>Whether it is missing in the copy: it could not be read. False: devices, pipes and sockets, which are never copied.</summary>
    public bool IsFailure { get; init; }
}
