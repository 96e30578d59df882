namespace Qga.Cli.Completion;

/// <summary>A verb that knows what the words behind its guest can be.</summary>
internal interface ICompletesWords
{
    /// <summary>What the next word can be; those that do not begin like it are left out later.</summary>
    /// <param name="words">The words before it, behind the guest.</param>
    /// <param name="current">What there is of it.</param>
    IEnumerable<Candidate> CompleteWord(IReadOnlyList<string> words, string current);
}
