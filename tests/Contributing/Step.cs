using System.Text.RegularExpressions;

namespace Contributing;

/// <summary>A code block of CONTRIBUTING.md and the paragraph before it, which says what to do with it.</summary>
/// <param name="Line">The line of the page where the block begins, from 1.</param>
/// <param name="Instruction">That paragraph, in one line.</param>
/// <param name="Language">As the block is marked; empty if it is not.</param>
/// <param name="Text">The block's lines, each with its end.</param>
internal sealed partial record Step(int Line, string Instruction, string Language, string Text)
{
    /// <summary>Reads the page's steps, in its order.</summary>
    public static IReadOnlyList<Step> Read(string page) =>
        [
            .. Block().Matches(page).Select(block => new Step(
                page.AsSpan(0, block.Groups["fence"].Index).Count('\n') + 1,
                block.Groups["paragraph"].Value.ReplaceLineEndings(" "),
                block.Groups["language"].Value,
                block.Groups["text"].Value)),
        ];

    /// <summary>Does to a file what the step says.</summary>
    /// <returns>The file; null if the step is about none.</returns>
    public string? Edit(string folder)
    {
        if (Create().Match(Instruction) is { Success: true } create)
        {
            string path = Path.Combine(folder, create.Groups["file"].Value);
            Assert.False(File.Exists(path), $"{this} creates {path}, which is there already");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, Text);
            return create.Groups["file"].Value;
        }

        if (Append().Match(Instruction) is { Success: true } append)
        {
            File.AppendAllText(Existing(folder, append), Text);
            return append.Groups["file"].Value;
        }

        if (Insert().Match(Instruction) is { Success: true } insert)
        {
            string path = Existing(folder, insert);
            string anchor = insert.Groups["anchor"].Value;
            string[] lines = File.ReadAllLines(path);
            int[] found = [.. lines.Index().Where(line => line.Item.Contains(anchor, StringComparison.Ordinal)).Select(line => line.Index)];
            Assert.True(found.Length == 1, $"{this}: {found.Length} lines of {path} have {anchor}, and one should");
            File.WriteAllLines(path, [.. lines[..(found[0] + 1)], .. Text.TrimEnd('\n').Split('\n'), .. lines[(found[0] + 1)..]]);
            return insert.Groups["file"].Value;
        }

        return null;
    }

    public override string ToString() => $"CONTRIBUTING.md:{Line}";

    private string Existing(string folder, Match match)
    {
        string path = Path.Combine(folder, match.Groups["file"].Value);
        Assert.True(File.Exists(path), $"{this}: there is no {path}");
        return path;
    }

    [GeneratedRegex(@"(?<paragraph>(?:^(?!```|#).+\n)*)\n?(?<fence>^```)(?<language>\w*)\n(?<text>(?:^(?!```).*\n)*)^```$", RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex("Create `(?<file>[^`]+)`: *$")]
    private static partial Regex Create();

    [GeneratedRegex("At the end of `(?<file>[^`]+)`: *$")]
    private static partial Regex Append();

    [GeneratedRegex("In `(?<file>[^`]+)`, below `(?<anchor>[^`]+)`: *$")]
    private static partial Regex Insert();
}
