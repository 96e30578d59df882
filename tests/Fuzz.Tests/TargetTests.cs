namespace Qga.Fuzz.Tests;

/// <summary>Every target with its corpus, and with some thousands of inputs made of it. fuzz/run goes on from there, with coverage.</summary>
public sealed class TargetTests
{
    private const int Mutations = 3000;
    private const ulong Seed = 20261130;

    public static TheoryData<string> Names => [.. FuzzTargets.Make().Select(target => target.Name)];

    [Fact]
    public void Every_target_has_a_corpus_and_every_corpus_a_target() =>
        Assert.Equal(FuzzTargets.Make().Select(target => target.Name).Order(StringComparer.Ordinal), Corpus.Folders.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Corpus_passes(string name)
    {
        FuzzTarget target = Make(name);
        Assert.All(Corpus.Of(name), input => target.Run(input.Bytes));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_made_of_the_corpus_passes(string name)
    {
        FuzzTarget target = Make(name);
        Mutator mutator = new(Seed, [.. Corpus.Of(name).Select(input => input.Bytes)], target.Words);
        for (int i = 0; i < Mutations; i++)
        {
            byte[] input = mutator.Next(target.LongestInput);
            Exception? problem = Record.Exception(() => target.Run(input));
            Assert.True(problem is null, $"{Convert.ToBase64String(input)}: {problem}");
        }
    }

    private static FuzzTarget Make(string name) => FuzzTargets.Make().Single(target => target.Name == name);
}
