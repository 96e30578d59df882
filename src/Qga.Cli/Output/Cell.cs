namespace Qga.Cli.Output;

/// <summary>One cell of a table for people.</summary>
/// <param name="Text">What stands in it.</param>
/// <param name="IsNumber">Whether it is aligned to the right.</param>
/// <param name="Mood">Its colour; null: none.</param>
/// <param name="Share">The bar that is drawn in front of it on a terminal, from 0 to 1; null: none.</param>
internal sealed record Cell(string Text, bool IsNumber = false, Mood? Mood = null, double? Share = null)
{
    public static Cell Of(object? value, ValueKind kind) => new(
        ValueText.Of(value, kind),
        kind is ValueKind.Number or ValueKind.Bytes or ValueKind.Share or ValueKind.Duration,
        (value as State)?.Mood,
        kind == ValueKind.Share && value is IConvertible share ? share.ToDouble(null) : null);
}
