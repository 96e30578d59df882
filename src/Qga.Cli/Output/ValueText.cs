using System.Collections;
using System.Globalization;

namespace Qga.Cli.Output;

/// <summary>Values as people read them.</summary>
internal static class ValueText
{
    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>The text of a value; <c>-</c> where it is unknown.</summary>
    public static string Of(object? value, ValueKind kind) => value switch
    {
        null => "-",
        TimeSpan duration => Duration(duration),
        DateTimeOffset time => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        bool flag => flag ? "yes" : "no",
        string text => Printable(text),
        IEnumerable list when !list.Cast<object>().Any() => "-",
        IEnumerable list when kind == ValueKind.Sentences => string.Join("; ", list.Cast<object>().Select(item => Of(item, ValueKind.Text))),
        IEnumerable list => string.Join(' ', list.Cast<object>().Select(item => Of(item, ValueKind.Text))),
        _ when kind == ValueKind.Bytes => Bytes(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        _ when kind == ValueKind.Share => string.Create(CultureInfo.InvariantCulture, $"{Convert.ToDouble(value, CultureInfo.InvariantCulture):P0}"),
        double number => number.ToString("0.##", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Printable(value.ToString() ?? "-"),
    };

    /// <summary>A number of bytes with three digits: <c>1.5 GiB</c>.</summary>
    public static string Bytes(double bytes)
    {
        int unit = 0;
        for (; Math.Abs(bytes) >= 1000 && unit < s_units.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return string.Create(
            CultureInfo.InvariantCulture, $"{(unit == 0 || bytes >= 100 ? Math.Round(bytes) : Math.Round(bytes, bytes >= 10 ? 1 : 2))} {s_units[unit]}");
    }

    /// <summary>A duration with its two largest units: <c>3 d 4 h</c>, <c>12.5 ms</c>.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { Ticks: 0 } => "0 s",
        { Ticks: < 0 } => $"-{Duration(-time)}",
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {time.Hours} h"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours} h {time.Minutes} min"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
        { TotalSeconds: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.##} s"),
        { TotalMilliseconds: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.##} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0.#} µs"),
    };

    /// <summary>A text of the guest's without what would drive the terminal.</summary>
    public static string Printable(string text) => text.Any(Drives) ? string.Concat(text.Select(one => Drives(one) ? '\uFFFD' : one)) : text;

    // Control characters, and those that turn the direction of what follows, so that a name could look like another.
    private static bool Drives(char one) =>
        char.IsControl(one) || one is '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
