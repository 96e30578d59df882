using System.Globalization;

namespace Qga.Compare;

/// <summary>What the kernel tells of a process in its folder under /proc (proc(5)).</summary>
/// <param name="id">The process.</param>
internal readonly struct ProcessStatus(int id)
{
    private readonly string folder = $"/proc/{id}";

    /// <summary>Resident memory in KiB, with what it shares with others.</summary>
    public double ResidentKiB => Field($"{folder}/smaps_rollup", "Rss:");

    /// <summary>Resident memory in KiB, where a page that n processes share counts as an n-th.</summary>
    public double ProportionalKiB => Field($"{folder}/smaps_rollup", "Pss:");

    /// <summary>The most memory in KiB that was resident since <see cref="ForgetPeak"/>.</summary>
    public double PeakKiB => Field($"{folder}/status", "VmHWM:");

    /// <summary>How often its threads have been given or have left a processor.</summary>
    public double ContextSwitches =>
        Directory.EnumerateDirectories($"{folder}/task").Sum(thread =>
            Field($"{thread}/status", "voluntary_ctxt_switches:") + Field($"{thread}/status", "nonvoluntary_ctxt_switches:"));

    /// <summary>Makes what is resident now the new peak.</summary>
    public void ForgetPeak() => File.WriteAllText($"{folder}/clear_refs", "5");

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
