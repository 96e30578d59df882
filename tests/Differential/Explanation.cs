using System.Globalization;
using System.Text.RegularExpressions;

namespace Qga.Differential;

/// <summary>A kind of difference that is meant, and why.</summary>
/// <param name="Line">Where it stands in the list.</param>
/// <param name="Reason">Why our agent answers otherwise.</param>
/// <param name="Agents">The releases of QEMU's agent that it is about; null: all.</param>
/// <param name="Request">What is sent, with <c>*</c> for any text.</param>
/// <param name="Path">The place, with <c>*</c>.</param>
/// <param name="Ours">What our agent has there, with <c>*</c>.</param>
/// <param name="Qemu">What QEMU's agent has there, with <c>*</c>.</param>
/// <param name="Needs">What only some machines have; null: every machine shows the difference.</param>
/// <param name="Near">Set: both are numbers that are no further apart, and they may well be the same.</param>
public sealed record Explanation(
    int Line, string Reason, AgentSelector? Agents, string Request, string Path, string Ours, string Qemu, string? Needs, double? Near)
{
    private static readonly string[] s_names = ["reason", "agents", "request", "at", "ours", "qemu", "needs", "near"];

    /// <summary>Whether it must explain something wherever the tests run.</summary>
    public bool MustMatch => Near is null && Needs is null;

    /// <summary>Reads the list: blocks of lines <c>name: value</c>, a blank line between them, <c>#</c> before comments.</summary>
    /// <param name="text">The list.</param>
    /// <returns>The explanations.</returns>
    /// <exception cref="FormatException">A line makes no sense.</exception>
    public static IReadOnlyList<Explanation> ReadAll(string text)
    {
        List<Explanation> all = [];
        Dictionary<string, string> block = [];
        string[] lines = [.. text.Split('\n'), ""];
        for (int number = 1; number <= lines.Length; number++)
        {
            string line = lines[number - 1];
            if (line.Length == 0 && block.Count > 0)
            {
                all.Add(Of(block, number - block.Count));
                block = [];
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                string[] parts = line.Split(": ", 2);
                if (parts.Length < 2 || !s_names.Contains(parts[0]) || !block.TryAdd(parts[0], parts[1]))
                {
                    throw new FormatException($"line {number} makes no sense: {line}");
                }
            }
        }

        return all;
    }

    /// <summary>Whether it explains a difference.</summary>
    public bool Explains(Difference difference) =>
        Fits(Request, difference.Request.Text) && Fits(Path, difference.Path)
        && (Near is { } most
            ? Number(difference.Ours) is { } one && Number(difference.Qemu) is { } other && Math.Abs(one - other) <= most
            : Fits(Ours, difference.Ours) && Fits(Qemu, difference.Qemu));

    private static Explanation Of(Dictionary<string, string> block, int line) => new(
        line,
        block.GetValueOrDefault("reason") ?? throw new FormatException($"line {line}: no reason is given"),
        block.TryGetValue("agents", out string? agents) ? AgentSelector.Parse(agents) : null,
        block.GetValueOrDefault("request", "*"),
        block.GetValueOrDefault("at", ""),
        block.GetValueOrDefault("ours", "*"),
        block.GetValueOrDefault("qemu", "*"),
        block.GetValueOrDefault("needs"),
        block.TryGetValue("near", out string? near) ? double.Parse(near, CultureInfo.InvariantCulture) : null);

    private static bool Fits(string pattern, string text) =>
        Regex.IsMatch(text, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}\\z", RegexOptions.Singleline);

    private static double? Number(string json) =>
        double.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
}
