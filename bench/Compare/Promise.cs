using System.Globalization;

namespace Qga.Compare;

/// <summary>What must hold of a row.</summary>
/// <param name="Text">For people: what is said of the ratio has ×, what is said of ours alone its unit.</param>
/// <param name="Holds">Whether it does.</param>
internal sealed record Promise(string Text, Func<Outcome, bool> Holds)
{
    /// <summary>Ours has at least so many times the other's.</summary>
    public static Promise AtLeast(double ratio) => new(Say("at least", ratio, "×"), outcome => outcome.Ratio >= ratio);

    /// <summary>Ours has at most so many times the other's.</summary>
    public static Promise AtMost(double ratio) => new(Say("at most", ratio, "×"), outcome => outcome.Ratio <= ratio);

    /// <summary>Ours is at most so much, whatever the other's is.</summary>
    public static Promise OursAtMost(double value, Unit unit) => new(Say("at most", value, unit.Name), outcome => outcome.Ours <= value);

    /// <summary>
    /// Ours grows as the number of things does, after ten times as many: ten times is linear, a hundred the square; caches that are too small
    /// by then cost something.
    /// </summary>
    public static Promise Linear { get; } = OursAtMost(20, Unit.Times);

    private static string Say(string what, double value, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{what} {value:#,0.###} {unit}").TrimEnd();
}
