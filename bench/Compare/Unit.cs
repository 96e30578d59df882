using System.Globalization;

namespace Qga.Compare;

/// <summary>What a figure counts.</summary>
/// <param name="Name">Its sign, which may be empty.</param>
/// <param name="Format">How a number of it is written.</param>
internal sealed record Unit(string Name, string Format)
{
    /// <summary>Times of one command.</summary>
    public static readonly Unit Microseconds = new("µs", "#,0.0");

    /// <summary>Times that people would notice, or nearly.</summary>
    public static readonly Unit Milliseconds = new("ms", "#,0.00");

    /// <summary>Memory and files.</summary>
    public static readonly Unit KiB = new("KiB", "#,0");

    /// <summary>Bytes that are moved.</summary>
    public static readonly Unit MiBPerSecond = new("MiB/s", "#,0");

    /// <summary>Bytes that are moved in a second of the agent's CPU time.</summary>
    public static readonly Unit MiBPerCpuSecond = new("MiB/CPU s", "#,0");

    /// <summary>How often in a second.</summary>
    public static readonly Unit PerSecond = new("/s", "#,0");

    /// <summary>How often.</summary>
    public static readonly Unit Count = new("", "#,0");

    /// <summary>How many times as much as something else of the same program.</summary>
    public static readonly Unit Times = new("×", "#,0.00");

    /// <summary>A number with its unit.</summary>
    /// <param name="value">The number.</param>
    public string Write(double value) =>
        double.IsNaN(value) ? "" : double.IsInfinity(value) ? "never" : $"{value.ToString(Format, CultureInfo.InvariantCulture)} {Name}".TrimEnd();
}
