namespace Qga.Cli.Completion;

/// <summary>What a word of a command line may become.</summary>
/// <param name="Text">The whole word; one that ends with <c>=</c> wants more behind it.</param>
/// <param name="Description">What it is, for shells that show it; null: nothing to say.</param>
internal sealed record Candidate(string Text, string? Description = null);
