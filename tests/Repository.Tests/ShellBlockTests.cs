using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Repository.Tests;

/// <summary>Blocks marked sh can be pasted into a shell as they are; what it prints stands in blocks of their own.</summary>
public sealed partial class ShellBlockTests
{
    // Besides the project's own. Anything else at the start of a line is taken for output.
    private static readonly FrozenSet<string> s_commands = FrozenSet.Create(
        StringComparer.Ordinal, "cmp", "dotnet", "echo", "git", "install", "kill", "perf", "qga", "sha256sum", "systemctl", "tar", "taskset", "udevadm");

    public static TheoryData<string> Documents => DocumentTests.Documents;

    [Theory]
    [MemberData(nameof(Documents))]
    public void Hold_commands_and_comments_only(string document)
    {
        IEnumerable<string> other = CodeBlock.Read(document)
            .Where(block => block.Language == "sh")
            .SelectMany(block => Lines(block).Where(line => !IsCommand(FirstWord(line.Text))))
            .Select(line => $"{document}:{line.Number}: {line.Text}");
        Assert.Empty(other);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Hold_all_commands_of_the_project(string document)
    {
        IEnumerable<string> unmarked = CodeBlock.Read(document)
            .Where(block => block.Language.Length == 0)
            .SelectMany(block => Lines(block).Where(line => IsOurs(FirstWord(line.Text))))
            .Select(line => $"{document}:{line.Number}: {line.Text}");
        Assert.Empty(unmarked);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Copy_files_that_exist(string document)
    {
        IEnumerable<string> missing = CodeBlock.Read(document)
            .SelectMany(Lines)
            .Where(line => FirstWord(line.Text) is "install" or "cp")
            .SelectMany(line => line.Text.Split(' ').Where(IsMissing).Select(path => $"{document}:{line.Number}: {path}"));
        Assert.Empty(missing);
    }

    [Fact]
    public async Task The_one_by_hand_in_README_has_the_agent_answer()
    {
        string? agent = Environment.GetEnvironmentVariable("QGA_AGENT");
        Assert.SkipWhen(agent is null, "QGA_AGENT names no executable");
        bool hasSocat = Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "socat")));
        Assert.SkipUnless(hasSocat, "socat is not installed");
        CodeBlock[] blocks = [.. CodeBlock.Read("README.md")];
        int byHand = Array.FindIndex(blocks, block => block.Text.Contains("guest-ping", StringComparison.Ordinal));

        // Built already, and with a folder of the test's own in place of /tmp.
        DirectoryInfo folder = Directory.CreateTempSubdirectory("readme-");
        try
        {
            folder.CreateSubdirectory("artifacts/bin");
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "artifacts/bin/qemu-ga"), Path.GetFullPath(agent!));
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "build"), "/bin/true");
            string script = blocks[byHand].Text.Replace("/tmp", folder.FullName, StringComparison.Ordinal);
            Command command = await Command.Run(
                "/usr/bin/env", ["bash", "-ec", $"trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n{script}"], folder.FullName, TimeSpan.FromSeconds(60));
            Assert.Equal(new Command(0, blocks[byHand + 1].Text), command);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<(int Number, string Text)> Lines(CodeBlock block) =>
        block.Text.Split('\n').Select((line, index) => (block.Line + index, line)).Where(line => line.line.Length > 0 && line.line[0] != '#');

    /// <summary>Without variables that are set for the command.</summary>
    private static string FirstWord(string line) => line.Split(' ').First(word => !Assignment().IsMatch(word));

    private static bool IsCommand(string word) => s_commands.Contains(word) || IsOurs(word);

    private static bool IsOurs(string word) =>
        word.Contains('/', StringComparison.Ordinal)
        && (word.StartsWith("artifacts/", StringComparison.Ordinal) || File.Exists(Path.Combine(Tree.Root, word)));

    /// <summary>Whether a word is a path below the checkout that is neither there nor made by a build.</summary>
    private static bool IsMissing(string word) =>
        word.IndexOf('/', StringComparison.Ordinal) > 0
        && !word.StartsWith("artifacts/", StringComparison.Ordinal)
        && !Path.Exists(Path.Combine(Tree.Root, word));

    [GeneratedRegex("^[A-Z_]+=")]
    private static partial Regex Assignment();
}
