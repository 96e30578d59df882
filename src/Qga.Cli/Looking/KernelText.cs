using System.Globalization;

namespace Qga.Cli.Looking;

/// <summary>Reads small texts of Linux's /proc: proc(5).</summary>
internal static class KernelText
{
    /// <summary>/proc/loadavg: <c>0.20 0.18 0.12 1/80 11206</c>, the averages over 1, 5 and 15 minutes first.</summary>
    public static double[] ParseLoad(string text) => FieldsOf(text) is [var one, var five, var fifteen, ..]
        ? [ParseNumber(one), ParseNumber(five), ParseNumber(fifteen)]
        : throw new FormatException("/proc/loadavg has fewer than three fields");

    /// <summary>/proc/uptime: <c>350735.47 234388.90</c>, seconds since the boot first.</summary>
    public static TimeSpan ParseUptime(string text) => TimeSpan.FromSeconds(ParseNumber(text.Split(' ')[0]));

    /// <summary>The fields of a line, however many blanks are between them.</summary>
    public static string[] FieldsOf(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    public static IEnumerable<string> LinesOf(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static double ParseNumber(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
