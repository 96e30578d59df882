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

    /// <summary>
    /// Finds the guests that a word means. A pattern means guests that are on, a name any. What a list names in vain stands in it as
    /// <see cref="Guest.IsMissing"/>, so that the others are served.
    /// </summary>
    /// <exception cref="GuestNotFoundException">The word is no list, and there is none.</exception>
    /// <param name="text">The word.</param>
    /// <param name="notice">Takes what the user should know of the search.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <param name="isOneOfSeveral">Whether other words name other guests, so that this one is treated as part of a list.</param>
    public async Task<IReadOnlyList<Guest>> SelectAsync(
        string text, Action<string> notice, CancellationToken cancellationToken, bool isOneOfSeveral = false)
    {
        if (IsAddress(text))
        {
            return [new(text, GuestAddress.Parse(text), "address")];
        }

        IReadOnlyList<Guest> all = await FindAllAsync(notice, cancellationToken).ConfigureAwait(false);
        return Choose(
            text,
            part => IsAddress(part) ? [new(part, GuestAddress.Parse(part), "address")] : [.. all.Where(guest => IsMeant(guest, part))],
            isOneOfSeveral);
    }

    /// <summary>Finds the guests of this host that a word means by name, the ones that are off as well.</summary>
    /// <exception cref="GuestNotFoundException">The word is no list, and there is none.</exception>
    public async Task<IReadOnlyList<Guest>> SelectByNameAsync(string text, Action<string> notice, CancellationToken cancellationToken)
    {
        IReadOnlyList<Guest> all = await FindAllAsync(notice, cancellationToken).ConfigureAwait(false);
        return Choose(text, part => [.. all.Where(guest => IsMeant(guest, part))], isOneOfSeveral: false);
    }

    /// <summary>Whether a name or pattern means the guest.</summary>
    public static bool IsMeant(Guest guest, string pattern) =>
        guest.Name == pattern || guest.Alias == pattern
        || (IsOn(guest) && FileSystemName.MatchesSimpleExpression(pattern, guest.Name, ignoreCase: false));

    private static Guest[] Choose(string text, Func<string, Guest[]> find, bool isOneOfSeveral)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        List<Guest> selected = [];
        foreach (string part in parts)
        {
            Guest[] matching = find(part);
            selected.AddRange(
                matching.Length > 0 ? matching
                : isOneOfSeveral || parts.Length > 1 ? [Guest.Missing(part)]
                : throw new GuestNotFoundException(Guest.Missing(part).Problem!));
        }

        return selected.Count > 0 ? [.. selected.DistinctBy(guest => guest.Name)] : throw new UsageException("no guest is named");
    }

    private static bool IsOn(Guest guest) => guest.KnownState != AgentState.Off;

    // A list may have paths in it; an address that begins with its kind may have a comma.
    private static bool IsAddress(string text) =>
        GuestAddress.TryParse(text, out _) && (!text.Contains(',', StringComparison.Ordinal) || IsExplicit(text));

    private static bool IsExplicit(string text) =>
        s_kinds.Any(kind => text.StartsWith(kind, StringComparison.Ordinal));
}
