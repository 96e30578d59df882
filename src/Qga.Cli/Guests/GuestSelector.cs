using System.IO.Enumeration;
using Qga.Cli.Discovery;
using Qga.Cli.Failures;
using Qga.Client;

namespace Qga.Cli.Guests;

/// <summary>Finds the guests that a word of the command line means: an address, a name, a list <c>a,b,c</c>, or a pattern with <c>*</c> and <c>?</c>.</summary>
/// <param name="sources">Where guests are looked for, in the order in which a name that occurs twice is decided.</param>
internal sealed class GuestSelector(IReadOnlyList<IGuestSource> sources)
{
    private static readonly string[] s_kinds = ["unix:", "tcp:", "vsock:", "hvsock:", "serial:", "libvirt:"];

    /// <summary>Whether the word can mean several guests, so that each line of output says whose it is.</summary>
    public static bool IsPlural(string text) => !IsAddress(text) && text.AsSpan().ContainsAny('*', '?', ',');

    /// <summary>Finds every guest of this host.</summary>
    public async Task<IReadOnlyList<Guest>> FindAllAsync(Action<string> notice, CancellationToken cancellationToken)
    {
        IReadOnlyList<Guest>[] found = await Task.WhenAll(sources.Select(source => source.FindAsync(notice, cancellationToken).AsTask())).ConfigureAwait(false);
        // A domain of libvirt's is a process of QEMU's as well: whoever comes first knows more of it.
        return [.. found.SelectMany(guests => guests).DistinctBy(guest => guest.Name)];
    }

    /// <summary>Finds the guests that a word means.</summary>
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
            Guest[] matching = IsAddress(part)
                ? [new(part, GuestAddress.Parse(part), "address")]
                : [.. all.Where(guest => FileSystemName.MatchesSimpleExpression(part, guest.Name, ignoreCase: false))];
            if (matching.Length == 0)
            {
                throw new GuestNotFoundException($"there is no guest '{part}' on this host");
            }

            selected.AddRange(matching);
        }

        return selected.Count > 0 ? [.. selected.DistinctBy(guest => guest.Name)] : throw new UsageException("no guest is named");
    }

    // A list may have paths in it; an address that begins with its kind may have a comma.
    private static bool IsAddress(string text) =>
        GuestAddress.TryParse(text, out _) && (!text.Contains(',', StringComparison.Ordinal) || IsExplicit(text));

    private static bool IsExplicit(string text) =>
        s_kinds.Any(kind => text.StartsWith(kind, StringComparison.Ordinal));
}
