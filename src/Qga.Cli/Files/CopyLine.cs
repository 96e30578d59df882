using System.Globalization;
using Qga.Cli.Output;

namespace Qga.Cli.Files;

/// <summary>How far a copy is, on one line.</summary>
internal static class CopyLine
{
    private const int BarWidth = 20;
    private const int ShortestName = 8;

    /// <summary>The line.</summary>
    /// <param name="name">What is copied.</param>
    /// <param name="bytes">How many bytes are copied.</param>
    /// <param name="total">How many there are; null: unknown.</param>
    /// <param name="rate">Bytes a second; 0: unknown.</param>
    /// <param name="width">The width of the terminal.</param>
    public static string Of(string name, long bytes, long? total, double rate, int width)
    {
        string speed = rate > 0 ? $"  {ValueText.Bytes(rate)}/s" : "";
        string rest = $"  {ValueText.Bytes(bytes)}{speed}";
        if (total is long all)
        {
            double share = all == 0 ? 1 : Math.Min(1, (double)bytes / all);
            int filled = (int)(share * BarWidth);
            string left = bytes >= all || rate <= 0 ? "" : $"  {Clock((all - bytes) / rate)} left";
            rest = string.Create(
                CultureInfo.InvariantCulture, $"  {(int)(share * 100),3}%  [{new string('#', filled)}{new string(' ', BarWidth - filled)}]{rest}{left}");
        }

        int room = Math.Max(ShortestName, width - 1 - rest.Length);
        string shown = ValueText.Printable(name);
        shown = shown.Length <= room ? shown : $"…{shown[^(room - 1)..]}";
        string line = shown + rest;
        return line.Length < width ? line : line[..Math.Max(0, width - 1)];
    }

    private static string Clock(double seconds)
    {
        TimeSpan time = TimeSpan.FromSeconds(Math.Min(Math.Ceiling(seconds), 359_999));
        return time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
    }
}
