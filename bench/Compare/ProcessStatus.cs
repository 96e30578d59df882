using System.Globalization;

namespace Qga.Compare;

/// <summary>What the kernel tells of a process in its folder under /proc (proc(5)).</summary>
/// <param name="id">The process.</param>
internal readonly struct ProcessStatus(int id)
{
    private readonly string _folder = $"/proc/{id}";

    /// <summary>Resident memory in KiB, with what it shares with others.</summary>
    public double ResidentKiB => Field($"{_folder}/smaps_rollup", "Rss:");

    /// <summary>Resident memory in KiB, where a page that n processes share counts as an n-th.</summary>
    public double ProportionalKiB => Field($"{_folder}/smaps_rollup", "Pss:");

    /// <summary>How often its threads went to sleep, to be woken again.</summary>
    public double WakeUps => Threads.Sum(thread => Field($"{thread}/status", "voluntary_ctxt_switches:"));

    /// <summary>How long its present threads had a processor, in seconds; to the nanosecond where they sleep, else to a tick of the kernel's.</summary>
    public double CpuSeconds =>
        // "8237168 120044 317": nanoseconds on a processor, nanoseconds of waiting for one, time slices.
        Threads.Sum(thread => double.Parse(File.ReadAllText($"{thread}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture)) / 1e9;

    private string[] Threads => Directory.GetDirectories($"{_folder}/task");

    /// <summary>The most memory in KiB that is resident while something is done, above what was before.</summary>
    /// <param name="action">What is done.</param>
    public double PeakKiBAbove(Action action)
    {
        // Makes what is resident now the new peak.
        File.WriteAllText($"{_folder}/clear_refs", "5");
        double before = Field($"{_folder}/status", "VmHWM:");
        action();
        return Field($"{_folder}/status", "VmHWM:") - before;
    }

    private static double Field(string file, string name)
    {
        foreach (string line in File.ReadLines(file))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                return double.Parse(line.AsSpan(name.Length).Trim("\t kB"), CultureInfo.InvariantCulture);
            }
        }

        throw new InvalidDataException($"{file} has no {name}");
    }
}
