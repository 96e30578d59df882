using System.IO.Enumeration;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Client;

namespace Qga.Cli.Discovery;

/// <summary>Finds the guests that a word of the command line means: an address, a name, a list <c>a,b,c</c>, or a pattern with <c>*</c> and <c>?</c>.</summary>
/// <param name="sources">Where guests are looked for, in the order in which a name that occurs twice is decided.</param>
internal sealed class GuestSelector(IReadOnlyList<IGuestSource> sources)
{
    private static readonly string[] s_kinds = ["unix:", "tcp:", "vsock:", "hvsock:", "serial:", "libvirt:"];

    /// <summary>Whether the word can mean several guests, so that each line of output says whose it is.</summary>
    public static bool IsPlural(string text) => !IsAddress(text) && text.AsSpan().ContainsAny('*', '?', ',');

    /// <summary>Finds every guest of this host, the ones that are off as well.</summary>
    public async Task<IReadOnlyList<Guest>> FindAllAsync(Action<string> notice, CancellationToken cancellationToken)
    {
        IReadOnlyList<Guest>[] found = await Task.WhenAll(sources.Select(source => source.FindAsync(notice, cancellationToken).AsTask())).ConfigureAwait(false);
        return GuestMerge.Merge(found);
    }

    /// <summary>Finds every guest of this host that is on.</summary>
    public async Task<IReadOnlyList<Guest>> FindRunningAsync(Action<string> notice, CancellationToken cancellationToken) =>
        [.. (await FindAllAsync(notice, cancellationToken).ConfigureAwait(false)).Where(IsOn)];

    /// <summary>Finds the guests that a word means. A pattern means guests that are on, a name any.</summary>
    /// <exception cref="GuestNotFoundException">There is none.</exception>
    public async Task<IReadOnlyList<Guest>> SelectAsync(string text, Action<string> notice, CancellationToken cancellationToken)
    {
        if (IsAddress(text))
        {
            return [new(text, GuestAddress.Parse(text), "address")];
        }

        IReadOnlyList<Guest> all = await FindAllAsync(notice, cancellationToken).ConfigureAwait(false);
        List<Guest> selected = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            Guest[] matching = IsAddress(part) ? [new(part, GuestAddress.Parse(part), "address")] : [.. all.Where(guest => IsMeant(guest, part))];
            if (matching.Length == 0)
            {
                throw new GuestNotFoundException($"there is no guest '{part}' on this host");
            }

            selected.AddRange(matching);
        }

        return selected.Count > 0 ? [.. selected.DistinctBy(guest => guest.Name)] : throw new UsageException("no guest is named");
    }

    /// <summary>Whether a name or pattern means the guest.</summary>
    public static bool IsMeant(Guest guest, string pattern) =>
        guest.Name == pattern || guest.Alias == pattern
        || (IsOn(guest) && FileSystemName.MatchesSimpleExpression(pattern, guest.Name, ignoreCase: false));

    private static bool IsOn(Guest guest) => guest.KnownState != AgentState.Off;

    // A list may have paths in it; an address that begins with its kind may have a comma.
    private static bool IsAddress(string text) =>
        GuestAddress.TryParse(text, out _) && (!text.Contains(',', StringComparison.Ordinal) || IsExplicit(text));

    private static bool IsExplicit(string text) =>
        s_kinds.Any(kind => text.StartsWith(kind, StringComparison.Ordinal));
}
