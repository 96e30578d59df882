namespace Qga.Cli.Output;

/// <summary>A word, and how good it is.</summary>
/// <param name="Word">The word.</param>
/// <param name="Mood">How good it is.</param>
internal sealed record State(string Word, Mood Mood)
{
    public static State Good(string word) => new(word, Mood.Good);

    public static State Warning(string word) => new(word, Mood.Warning);

    public static State Bad(string word) => new(word, Mood.Bad);

    public override string ToString() => Word;
}

internal enum Mood
{
    Good,
    Warning,
    Bad,
}
