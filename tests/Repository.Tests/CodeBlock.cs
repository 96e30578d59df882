using System.Text.RegularExpressions;

namespace Repository.Tests;

/// <summary>A fenced block of a document.</summary>
/// <param name="Line">Where its text begins, from 1.</param>
/// <param name="Language">As it is marked; empty if it is not.</param>
/// <param name="Text">Its lines, each with its end.</param>
internal sealed partial record CodeBlock(int Line, string Language, string Text)
{
    public static IReadOnlyList<CodeBlock> Read(string document)
    {
        string text = File.ReadAllText(Path.Combine(Tree.Root, document));
        return
        [
            .. Fenced().Matches(text).Select(block => new CodeBlock(
                text.AsSpan(0, block.Groups["text"].Index).Count('\n') + 1, block.Groups["language"].Value, block.Groups["text"].Value)),
        ];
    }

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<text>(?:^(?!```).*\n)*)^```$", RegexOptions.Multiline)]
    private static partial Regex Fenced();
}
