using System.Text.RegularExpressions;

namespace Qga.Conformance;

/// <summary>Names with a dollar sign in what is sent and expected: <c>$dir</c>, and what patterns have kept.</summary>
public static partial class Variables
{
    /// <summary>Puts values in the place of names.</summary>
    /// <param name="text">The text.</param>
    /// <param name="values">The values by name.</param>
    /// <returns>The text with every known name replaced; unknown ones stay.</returns>
    public static string Fill(string text, IDictionary<string, string> values) =>
        Name().Replace(text, match => values.TryGetValue(match.Groups[1].Value, out string? value) ? value : match.Value);

    [GeneratedRegex(@"\$([a-z]+)")]
    private static partial Regex Name();
}
