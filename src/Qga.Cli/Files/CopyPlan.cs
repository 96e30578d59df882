using Qga.Cli.Discovery;
using Qga.Cli.Failures;
using Qga.Cli.Guests;

namespace Qga.Cli.Files;

/// <summary>What the words of <c>qga cp</c> ask for.</summary>
/// <param name="Jobs">The copies, in the order of the command line.</param>
/// <param name="IsPlural">Whether a word means several guests.</param>
/// <param name="IsIntoDirectory">Whether the target must be a directory, as there are several sources.</param>
internal sealed record CopyPlan(IReadOnlyList<CopyJob> Jobs, bool IsPlural, bool IsIntoDirectory)
{
    /// <summary>Reads the words, and finds the guests that they name.</summary>
    /// <exception cref="UsageException">They make no sense.</exception>
    public static async Task<CopyPlan> MakeAsync(Invocation invocation, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        string[] sources = [.. words.SkipLast(1)];
        GuestPath? target = GuestPath.ParseUnlessFile(words[^1]);
        Check(sources, words[^1], target);
        List<CopyJob> jobs = [];
        bool isPlural = target is not null && GuestSelector.IsPlural(target.Guest);
        Guest?[] to = target is null
            ? [null]
            : [.. await invocation.Selector.SelectAsync(target.Guest, invocation.Notice, cancellationToken).ConfigureAwait(false)];
        foreach (string word in sources)
        {
            GuestPath? source = GuestPath.ParseUnlessFile(word);
            if (source is null)
            {
                jobs.AddRange(to.Select(guest => new CopyJob(null, word, guest, target!.Path)));
                continue;
            }

            bool isPattern = GuestSelector.IsPlural(source.Guest);
            isPlural |= isPattern;
            if (isPattern && (target is not null || words[^1] == "-"))
            {
                throw new UsageException("cp: from several guests, copies go to a directory of this host, each to one of its guest's name");
            }

            foreach (Guest from in await invocation.Selector.SelectAsync(source.Guest, invocation.Notice, cancellationToken).ConfigureAwait(false))
            {
                string place = target?.Path ?? (isPattern ? Path.Combine(words[^1], FileNameOf(from)) : words[^1]);
                jobs.AddRange(to.Select(guest => new CopyJob(from, source.Path, guest, place)));
            }
        }

        return new(jobs, isPlural, sources.Length > 1);
    }

    private static void Check(string[] sources, string last, GuestPath? target)
    {
        GuestPath?[] paths = [.. sources.Select(GuestPath.ParseUnlessFile)];
        if (target is null && paths.Any(path => path is null))
        {
            throw new UsageException("cp: neither source nor target is in a guest; write GUEST:PATH (a socket's address with unix: in front)");
        }

        if (sources.Length > 1 && (sources.Contains("-") || last == "-"))
        {
            throw new UsageException("cp: with - there is one source and one target");
        }
    }

    // An address has slashes and colons.
    private static string FileNameOf(Guest guest) =>
        string.Concat(guest.Name.Select(one => one == '/' || char.IsControl(one) ? '_' : one)) is var name and not ("." or "..") ? name : $"_{guest.Name}";
}
