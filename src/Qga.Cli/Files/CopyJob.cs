using Qga.Cli.Guests;

namespace Qga.Cli.Files;

/// <summary>One file or tree to copy.</summary>
/// <param name="From">The guest that has it; null: this host.</param>
/// <param name="Source">Its path; <c>-</c> on this host is standard input.</param>
/// <param name="To">The guest that gets it; null: this host.</param>
/// <param name="Target">The path of the copy, or the directory that it is made in; <c>-</c> on this host is standard output.</param>
internal sealed record CopyJob(Guest? From, string Source, Guest? To, string Target)
{
    /// <summary>The guest whose copy this is, for people and JSON.</summary>
    public Guest Owner => To ?? From!;

    /// <summary>The end of the path, as it is shown.</summary>
    public string Name => Source.TrimEnd('/') is { Length: > 0 } path ? path[(path.LastIndexOf('/') + 1)..] : Source;
}
