using System.Globalization;

namespace Qga.Cli.Looking;

/// <summary>How a guest uses its memory, in bytes.</summary>
/// <param name="Total">All that its kernel manages.</param>
/// <param name="Available">What programs could still get, caches included.</param>
/// <param name="SwapTotal">The size of its swap space.</param>
/// <param name="SwapFree">What is free of it.</param>
internal sealed record MemoryUse(ulong Total, ulong Available, ulong SwapTotal, ulong SwapFree)
{
    private const ulong KiB = 1024;

    public ulong Used => Total - Math.Min(Available, Total);

    public double? UsedShare => Total == 0 ? null : (double)Used / Total;

    public ulong SwapUsed => SwapTotal - Math.Min(SwapFree, SwapTotal);

    /// <summary>/proc/meminfo: <c>MemTotal:       16303132 kB</c>. Kernels before 3.14 do not tell what is available: it is estimated.</summary>
    /// <exception cref="FormatException">It is not as proc(5) describes it.</exception>
    public static MemoryUse Parse(string text)
    {
        Dictionary<string, ulong> values = new(StringComparer.Ordinal);
        foreach (string line in KernelText.LinesOf(text))
        {
            if (KernelText.FieldsOf(line) is [[.. var name, ':'], var number, "kB"])
            {
                values[name] = ulong.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture) * KiB;
            }
        }

        return values.TryGetValue("MemTotal", out ulong total)
            ? new(
                total,
                values.TryGetValue("MemAvailable", out ulong available)
                    ? available
                    : values.GetValueOrDefault("MemFree") + values.GetValueOrDefault("Buffers") + values.GetValueOrDefault("Cached"),
                values.GetValueOrDefault("SwapTotal"),
                values.GetValueOrDefault("SwapFree"))
            : throw new FormatException("/proc/meminfo has no MemTotal");
    }
}
