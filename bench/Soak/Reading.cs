using System.Globalization;

namespace Qga.Soak;

/// <summary>What a process is like at a moment.</summary>
/// <param name="ResidentKiB">Memory, with what it shares with others.</param>
/// <param name="ProportionalKiB">Memory, of what it shares its share.</param>
/// <param name="Descriptors">How many are open.</param>
/// <param name="Threads">How many there are.</param>
internal sealed record Reading(double ResidentKiB, double ProportionalKiB, int Descriptors, int Threads)
{
    private const double MostGrowth = 1.03;

    // Clients that have just left are noticed a moment later.
    private static readonly TimeSpan s_settling = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks at a process that nobody asks for anything.</summary>
    /// <param name="id">The process.</param>
    public static Reading Take(int id)
    {
        int descriptors = int.MaxValue;
        SpinWait.SpinUntil(
            () =>
            {
                int now = Directory.GetFileSystemEntries($"/proc/{id}/fd").Length;
                bool isSteady = now == descriptors;
                descriptors = now;
                Thread.Sleep(s_settling / 10);
                return isSteady;
            },
            s_settling);
        ProcessStatus status = new(id);
        return new(status.ResidentKiB, status.ProportionalKiB, descriptors, Directory.GetDirectories($"/proc/{id}/task").Length);
    }

    /// <summary>A line for some readings.</summary>
    public static string Describe(Reading[] readings) => string.Create(
        CultureInfo.InvariantCulture,
        $"RSS {Resident(readings):N0} KiB, PSS {Proportional(readings):N0} KiB, {DescriptorsOf(readings)} descriptors, {ThreadsOf(readings)} threads");

    /// <summary>What has grown.</summary>
    /// <param name="before">Readings after the start.</param>
    /// <param name="after">Readings at the end.</param>
    /// <returns>A line for each.</returns>
    public static List<string> Growth(Reading[] before, Reading[] after)
    {
        List<string> faults = [];
        Add("RSS", Resident(before), Resident(after), MostGrowth);
        Add("PSS", Proportional(before), Proportional(after), MostGrowth);
        Add("descriptors", DescriptorsOf(before), DescriptorsOf(after), 1);
        Add("threads", ThreadsOf(before), ThreadsOf(after), 1);
        return faults;

        void Add(string what, double first, double last, double most)
        {
            if (last > first * most)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {first:N0} in the second tenth, {last:N0} in the last"));
            }
        }
    }

    // What is there at every moment: garbage, a client that has just left, or a thread that may be needed again, is no leak.
    private static int DescriptorsOf(Reading[] readings) => readings.Min(reading => reading.Descriptors);

    private static int ThreadsOf(Reading[] readings) => readings.Min(reading => reading.Threads);

    private static double Resident(Reading[] readings) => readings.Min(reading => reading.ResidentKiB);

    private static double Proportional(Reading[] readings) => readings.Min(reading => reading.ProportionalKiB);
}
