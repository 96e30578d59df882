using System.Diagnostics;
using System.Globalization;

namespace Qga.Soak;

/// <summary>What a process is like that has nothing to do.</summary>
/// <param name="ResidentKiB">Memory, with what it shares with others.</param>
/// <param name="ProportionalKiB">Memory, of what it shares its share.</param>
/// <param name="Descriptors">How many are open.</param>
/// <param name="Threads">How many there are.</param>
internal sealed record Reading(double ResidentKiB, double ProportionalKiB, int Descriptors, int Threads)
{
    private const double MostGrowth = 1.03;

    // The agent gives memory back a second after its last work.
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);

    /// <summary>Waits until a process has come to rest.</summary>
    /// <param name="id">The process.</param>
    public static Reading AtRest(int id)
    {
        Stopwatch waited = Stopwatch.StartNew();
        Reading before;
        Reading now = Take(id);
        do
        {
            before = now;
            Thread.Sleep(s_interval);
            now = Take(id);
        }
        while (now != before && waited.Elapsed < s_limit);
        return now;
    }

    /// <summary>What has grown.</summary>
    /// <param name="last">A later reading.</param>
    /// <returns>A line for each.</returns>
    public List<string> Growth(Reading last)
    {
        List<string> faults = [];
        Add("RSS", ResidentKiB, last.ResidentKiB, MostGrowth);
        Add("PSS", ProportionalKiB, last.ProportionalKiB, MostGrowth);
        Add("descriptors", Descriptors, last.Descriptors, 1);
        Add("threads", Threads, last.Threads, 1);
        return faults;

        void Add(string what, double first, double later, double most)
        {
            if (later > first * most)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {first:N0} after the second tenth, {later:N0} after the last"));
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"RSS {ResidentKiB:N0} KiB, PSS {ProportionalKiB:N0} KiB, {Descriptors} descriptors, {Threads} threads");

    private static Reading Take(int id)
    {
        ProcessStatus status = new(id);
        return new(
            status.ResidentKiB,
            status.ProportionalKiB,
            Directory.GetFileSystemEntries($"/proc/{id}/fd").Length,
            Directory.GetDirectories($"/proc/{id}/task").Length);
    }
}
