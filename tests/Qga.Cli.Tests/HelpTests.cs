using System.CommandLine;
using System.Diagnostics;
using Qga.Cli.Completion;

namespace Qga.Cli.Tests;

public sealed class HelpTests
{
    public static TheoryData<string> Verbs() => [.. Tree().Subcommands.OfType<Verb>().Select(verb => verb.Name)];

    [Fact]
    public async Task Root_lists_every_verb_by_group()
    {
        ToolRun run = await ToolRun.StartAsync("--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(Tree().Subcommands.Where(verb => !verb.Hidden), verb => Assert.Contains($"\n  {verb.Name} ", run.Output, StringComparison.Ordinal));
        Assert.Contains("\nPower:\n  shutdown ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("__complete", run.Output, StringComparison.Ordinal);
        Assert.Equal(run, await ToolRun.StartAsync());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("frezee", "db")]
    public async Task Unknown_verb_is_a_failure(params string[] words)
    {
        ToolRun run = await ToolRun.StartAsync(words);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(words[0], run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_is_a_verb_too()
    {
        Assert.Equal(await ToolRun.StartAsync("--help"), await ToolRun.StartAsync("help"));
        Assert.Equal(await ToolRun.StartAsync("df", "--help"), await ToolRun.StartAsync("help", "df"));
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Every_verb_has_help_with_examples_that_parse(string name)
    {
        ToolRun run = await ToolRun.StartAsync(name, "--help");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"\nUsage: qga {name}", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nExamples:\n  qga ", run.Output, StringComparison.Ordinal);
        Verb verb = Tree().Subcommands.OfType<Verb>().Single(one => one.Name == name);
        Example[] examples = [.. verb.Examples, .. verb.Subcommands.OfType<Verb>().SelectMany(below => below.Examples)];
        Assert.NotEmpty(examples);
        Assert.All(examples, example =>
        {
            ParseResult parsed = Tree().Parse(WordsOf(example.CommandLine));
            Assert.Empty(parsed.Errors.Select(error => $"{example.CommandLine}: {error.Message}"));
            Command parsedCommand = parsed.CommandResult.Command;
            Assert.True(parsedCommand.Name == name || parsedCommand.Parents.Any(parent => parent.Name == name), example.CommandLine);
        });
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Every_verb_has_a_description_and_described_options(string name)
    {
        Verb verb = Tree().Subcommands.OfType<Verb>().Single(one => one.Name == name);

        Assert.Matches("^[A-Z].*[^.]$", verb.Description);
        Assert.All(verb.Options, option => Assert.False(string.IsNullOrEmpty(option.Description), $"{name} {option.Name}"));
        Assert.All(verb.Arguments, argument => Assert.False(string.IsNullOrEmpty(argument.Description), $"{name} {argument.Name}"));
        Assert.All((await ToolRun.StartAsync(name, "--help")).Output.Split('\n').TakeWhile(line => line != "Examples:"), line =>
            Assert.True(line.Length <= 80, line));
    }

    [Fact]
    public async Task Man_pages_are_what_mandoc_takes()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("qga-");
        try
        {
            Assert.Equal(0, (await ToolRun.StartAsync("man", "--output", folder.FullName)).ExitCode);
            FileInfo[] pages = folder.GetFiles();
            Assert.Equal(Tree().Subcommands.Count(verb => !verb.Hidden) + 2, pages.Length);
            string page = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "qga-call.1"), TestContext.Current.CancellationToken);
            Assert.Equal(page, (await ToolRun.StartAsync("man", "call")).Output);
            Assert.Contains(".Sh EXAMPLES", page, StringComparison.Ordinal);
            string[] commands = await File.ReadAllLinesAsync(Path.Combine(folder.FullName, "qemu-ga-commands.7"), TestContext.Current.CancellationToken);
            Assert.All(Qga.Cli.Schema.CommandCatalog.Commands, command =>
                Assert.Contains($".Ss {command.Name.Replace("-", "\\-", StringComparison.Ordinal)}", commands));
            Assert.SkipUnless(File.Exists("/usr/bin/mandoc"), "/usr/bin/mandoc: no such executable");
            foreach (FileInfo file in pages)
            {
                using Process mandoc = Process.Start(new ProcessStartInfo("/usr/bin/mandoc", ["-T", "lint", "-W", "warning",
                    file.FullName])
                { RedirectStandardOutput = true, RedirectStandardError = true })!;
                string complaints = await mandoc.StandardOutput.ReadToEndAsync(
                    TestContext.Current.CancellationToken) + await mandoc.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
                await mandoc.WaitForExitAsync(TestContext.Current.CancellationToken);
                Assert.Equal("", complaints);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // What is added to several is kept for good, and looked through with each command that is added.
    [Fact]
    public void An_option_belongs_to_one_command()
    {
        _ = Tree();
        RootCommand tree = Tree();

        Command[] commands = [tree, .. tree.Subcommands, .. tree.Subcommands.SelectMany(verb => verb.Subcommands)];

        Assert.All(commands.SelectMany(command => command.Options), option => Assert.Single(option.Parents));
    }

    // What a shell makes of an example: no pipes, and nothing behind a redirection.
    private static string[] WordsOf(string line) =>
        [.. CommandLineWords.Split(line).TakeWhile(word => word is not (">" or "<" or "|" or ">>" or "&&")).Where(word => word.Length > 0)];

    private static RootCommand Tree() => CommandTree.Build(new(
        new() { Output = TextWriter.Null, Error = TextWriter.Null, Input = () => Stream.Null }, new([])));
}
