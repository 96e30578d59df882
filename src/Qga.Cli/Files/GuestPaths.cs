using Qga.Cli.Discovery;
using Qga.Cli.Guests;

namespace Qga.Cli.Files;

/// <summary>The paths of one guest that a command line names.</summary>
/// <param name="Guest">The guest.</param>
/// <param name="Paths">Its paths, in the order of the command line.</param>
internal sealed record GuestPaths(Guest Guest, IReadOnlyList<string> Paths)
{
    /// <summary>Finds the guests of <c>GUEST:PATH</c> words.</summary>
    /// <returns>The paths by guest, and whether there can be several guests.</returns>
    public static async Task<(IReadOnlyList<GuestPaths> Guests, bool IsPlural)> FindAsync(
        Invocation invocation, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        List<(Guest Guest, string Path)> found = [];
        bool isPlural = false;
        foreach (GuestPath path in words.Select(GuestPath.Parse))
        {
            isPlural |= GuestSelector.IsPlural(path.Guest);
            // Of several words, those whose guests are there are served.
            IReadOnlyList<Guest> guests = await invocation.Selector.SelectAsync(
                path.Guest, invocation.Notice, cancellationToken, isOneOfSeveral: words.Count > 1).ConfigureAwait(false);
            found.AddRange(guests.Select(guest => (guest, path.Path)));
        }

        GuestPaths[] all = [.. found.GroupBy(one => one.Guest.Name).Select(group => new GuestPaths(group.First().Guest, [.. group.Select(one => one.Path)]))];
        return (all, isPlural || all.Length > 1);
    }
}
