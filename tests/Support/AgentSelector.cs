using System.Globalization;

namespace Qga.Support;

/// <summary>Which agents a mark holds for: <c>ours</c>, <c>qemu</c>, <c>qemu &lt;9</c>, <c>qemu &gt;=11.1</c>.</summary>
/// <param name="Ours">Whether it is our agent; else QEMU's.</param>
/// <param name="From">QEMU's release from which on it holds.</param>
/// <param name="Before">QEMU's release before which it holds.</param>
public sealed record AgentSelector(bool Ours, Version? From = null, Version? Before = null)
{
    /// <summary>Reads a selector.</summary>
    /// <param name="text">The selector.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static AgentSelector Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["ours"] => new(true),
            ["qemu"] => new(false),
            ["qemu", ['>', '=', .. string from]] => new(false, From: Release(from)),
            ["qemu", ['<', .. string before]] => new(false, Before: Release(before)),
            _ => throw new FormatException($"'{text}' names no agents"),
        };
    }

    /// <summary>Whether it holds for an agent.</summary>
    /// <returns>Whether it does.</returns>
    public bool Matches(AgentUnderTest agent) =>
        agent.IsOurs == Ours && (From is null || agent.Version >= From) && (Before is null || agent.Version < Before);

    private static Version Release(string text) =>
        Version.Parse(text.Contains('.', StringComparison.Ordinal) ? text : string.Create(CultureInfo.InvariantCulture, $"{text}.0"));
}
