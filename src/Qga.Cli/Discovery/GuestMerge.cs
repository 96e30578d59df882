using Qga.Cli.Guests;
using Qga.Client;

namespace Qga.Cli.Discovery;

/// <summary>Makes one list of what several sources found: a guest that two of them know is there once, and every name means one guest.</summary>
internal sealed class GuestMerge
{
    private readonly List<Guest> _merged = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    // The number in _merged of the guest that a source before has found there.
    private readonly Dictionary<string, int> _marks = new(StringComparer.Ordinal);

    private GuestMerge()
    {
    }

    /// <param name="found">The guests of each source; of a guest that occurs twice the first stays, with what the others know beyond it.</param>
    public static IReadOnlyList<Guest> Merge(IEnumerable<IReadOnlyList<Guest>> found)
    {
        GuestMerge merge = new();
        foreach (IReadOnlyList<Guest> source in found)
        {
            merge.Add(source);
        }

        return merge._merged;
    }

    private void Add(IReadOnlyList<Guest> source)
    {
        List<(string Mark, int Number)> marks = [];
        foreach (Guest guest in source)
        {
            // A source may give one guest several names, as the user's file does.
            string? known = MarksOf(guest).FirstOrDefault(_marks.ContainsKey);
            int number = known is null ? _merged.Count : _marks[known];
            if (known is null)
            {
                _merged.Add(_names.Add(guest.Name) ? guest : guest with { Name = TakeFreeName(guest) });
            }
            else
            {
                _merged[number] = Join(_merged[number], guest);
            }

            marks.AddRange(MarksOf(guest).Select(mark => (mark, number)));
        }

        foreach ((string mark, int number) in marks)
        {
            _marks.TryAdd(mark, number);
        }
    }

    // That one source sees no port does not count where another has an address.
    private static Guest Join(Guest first, Guest other)
    {
        AgentState? state = other.KnownState == AgentState.NoPort && first.Address is not null ? null : other.KnownState;
        return first with
        {
            Monitor = first.Monitor ?? other.Monitor,
            Uuid = first.Uuid ?? other.Uuid,
            KnownState = first.KnownState ?? state,
            Problem = first.Problem ?? (state is null ? null : other.Problem),
        };
    }

    // web1@qemu, web1@libvirt-session, web1@qemu-2
    private string TakeFreeName(Guest guest)
    {
        string plain = $"{guest.Name}@{guest.By.Replace(" (", "-", StringComparison.Ordinal).TrimEnd(')')}";
        string name = plain;
        for (int number = 2; !_names.Add(name); number++)
        {
            name = $"{plain}-{number}";
        }

        return name;
    }

    private static IEnumerable<string> MarksOf(Guest guest)
    {
        if (guest.Uuid is Guid uuid)
        {
            yield return uuid.ToString();
        }

        if (guest.Address is not null)
        {
            yield return guest.Address is UnixGuestAddress unix ? Normalize(unix.Path) : guest.Address.ToString();
        }

        if (guest.Monitor is not null)
        {
            yield return Normalize(guest.Monitor);
        }
    }

    // /var/run is a link to /run on every distribution of today.
    private static string Normalize(string path) => path.StartsWith("/var/run/", StringComparison.Ordinal) ? path["/var".Length..] : path;
}
