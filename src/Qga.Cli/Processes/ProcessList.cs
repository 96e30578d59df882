using System.Globalization;
using Qga.Cli.Looking;

namespace Qga.Cli.Processes;

/// <summary>A process of a guest, as its <c>ps</c> or <c>tasklist</c> tells.</summary>
internal sealed record GuestProcessLine(
    long Id, long? Parent, string? User, double? CpuShare, ulong? Memory, TimeSpan? Age, string? State, string Command);

/// <summary>Reads what programs of guests write of processes.</summary>
internal static class ProcessList
{
    /// <summary>What ps(1) of POSIX is asked for, which the ones of Linux and BSD know.</summary>
    public static IReadOnlyList<string> Arguments { get; } = ["-A", "-o", "pid,ppid,user,pcpu,rss,etime,stat,args"];

    /// <summary>What the ps of busybox is asked for, which always shows all processes.</summary>
    public static IReadOnlyList<string> BusyboxArguments { get; } = ["-o", "pid,ppid,user,rss,etime,stat,args"];

    /// <summary>Reads a table of ps: its headings name the columns, of which the last may hold blanks.</summary>
    public static IReadOnlyList<GuestProcessLine> Parse(string text)
    {
        string[] lines = [.. KernelText.LinesOf(text)];
        string[] headings = lines.Length == 0 ? [] : KernelText.FieldsOf(lines[0]);
        List<GuestProcessLine> processes = [];
        foreach (string line in lines.Skip(1))
        {
            string[] fields = line.Split((char[]?)null, headings.Length, StringSplitOptions.RemoveEmptyEntries);
            string? At(params ReadOnlySpan<string> names)
            {
                foreach (string name in names)
                {
                    int index = Array.IndexOf(headings, name);
                    if (index >= 0 && index < fields.Length)
                    {
                        return fields[index];
                    }
                }

                return null;
            }

            if (long.TryParse(At("PID"), NumberStyles.None, CultureInfo.InvariantCulture, out long id))
            {
                processes.Add(new(
                    id,
                    long.TryParse(At("PPID"), NumberStyles.None, CultureInfo.InvariantCulture, out long parent) ? parent : null,
                    At("USER"),
                    double.TryParse(At("%CPU"), NumberStyles.Float, CultureInfo.InvariantCulture, out double cpu) ? cpu / 100 : null,
                    MemoryOf(At("RSS")),
                    AgeOf(At("ELAPSED", "ELAPSE")),
                    At("STAT"),
                    At("COMMAND", "ARGS") ?? ""));
            }
        }

        return processes;
    }

    /// <summary>Reads a table of tasklist's: <c>"System","4","Services","0","1,234 K"</c>.</summary>
    public static IReadOnlyList<GuestProcessLine> ParseTasks(string text)
    {
        List<GuestProcessLine> processes = [];
        foreach (string line in KernelText.LinesOf(text))
        {
            if (line.Trim().Trim('"').Split("\",\"") is [var name, var number, _, _, var memory]
                && long.TryParse(number, CultureInfo.InvariantCulture, out long id))
            {
                string digits = string.Concat(memory.Where(char.IsAsciiDigit));
                processes.Add(new(id, null, null, null, digits.Length > 0 ? MemoryOf(digits) : null, null, null, name));
            }
        }

        return processes;
    }

    // KiB; busybox shortens large ones to 12m or 1.5g.
    private static ulong? MemoryOf(string? text)
    {
        ulong unit = text is [.., 'm'] ? 1UL << 20 : text is [.., 'g'] ? 1UL << 30 : 1UL << 10;
        return double.TryParse(text?.TrimEnd('m', 'g'), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? (ulong)(number * unit) : null;
    }

    // [[days-]hours:]minutes:seconds
    private static TimeSpan? AgeOf(string? text)
    {
        string[] parts = (text ?? "").Split('-', ':');
        long seconds = 0;
        ReadOnlySpan<int> factors = [1, 60, 3600, 86_400];
        for (int index = 0; index < parts.Length; index++)
        {
            if (index >= factors.Length || !int.TryParse(parts[^(index + 1)], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                return null;
            }

            seconds += (long)number * factors[index];
        }

        return TimeSpan.FromSeconds(seconds);
    }
}
