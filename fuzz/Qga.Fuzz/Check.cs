using System.Text;

namespace Qga.Fuzz;

/// <summary>Says what must hold.</summary>
internal static class Check
{
    /// <summary>Fails unless a condition holds.</summary>
    /// <param name="holds">The condition.</param>
    /// <param name="rule">What it says.</param>
    public static void That(bool holds, string rule)
    {
        if (!holds)
        {
            throw new BrokenRuleException(rule);
        }
    }

    /// <summary>Fails unless two texts are the same.</summary>
    /// <param name="expected">The text.</param>
    /// <param name="actual">The text that must be the same.</param>
    /// <param name="rule">Why they must be.</param>
    public static void Same(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string rule)
    {
        if (!actual.SequenceEqual(expected))
        {
            throw new BrokenRuleException($"{rule}\nexpected: {Encoding.Latin1.GetString(expected)}\nactual:   {Encoding.Latin1.GetString(actual)}");
        }
    }
}

/// <summary>Something does not hold that must.</summary>
internal sealed class BrokenRuleException(string rule) : Exception(rule);
