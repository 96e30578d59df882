using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using Qga.Cli.Schema;
using Qga.Testing;

namespace Qga.Cli.Tests;

/// <summary>Rules that every verb keeps.</summary>
public sealed partial class EveryVerbTests
{
    public static TheoryData<string> Verbs => [.. VerbLines.Verbs().Select(verb => verb.Name)];

    [Fact]
    public void There_is_a_line_for_every_verb() => Assert.Equal(
        VerbLines.Verbs().Select(verb => verb.Name).Order(StringComparer.Ordinal),
        VerbLines.All("g", "n").Select(words => VerbLines.HasVerbs(words[0]) ? $"{words[0]} {words[1]}" : words[0]).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Json_is_one_document_or_refused(string name)
    {
        using TemporaryPlace place = new();
        await using FakeGuestAgent agent = new();
        string[] words = WordsOf(name, $"unix:{agent.Listen().Path}", $"{place.Path}/new");

        ToolRun run = await ToolRun.StartAsync([], [words[0], "--json", .. words[1..]], "a\n"u8.ToArray());

        if (run.Output.Length == 0)
        {
            Assert.True(run.ExitCode is 2 or 255, $"{run.ExitCode}: {run.Error}");
            Assert.Matches("^qga: .*\n", run.Error);
            Assert.True(run.Error.Contains("no --json: ", StringComparison.Ordinal) || !run.Error.Contains("--json", StringComparison.Ordinal), run.Error);
        }
        else
        {
            using JsonDocument document = JsonDocument.Parse(run.Output);
            Assert.True(document.RootElement.ValueKind is JsonValueKind.Array or JsonValueKind.Object);
        }
    }

    [Fact]
    public async Task Json_and_lines_of_json_exclude_each_other()
    {
        ToolRun run = await ToolRun.StartAsync("ping", "/nowhere", "--json", "--jsonl");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("--json is one document and --jsonl one a line", run.Error, StringComparison.Ordinal);
    }

    // Values that no option takes, and none; what the parser of the command line says of them is for people.
    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Usage_errors_are_in_plain_words(string name)
    {
        // An empty value of some options is one that they take, and report writes its file without the guest too.
        using TemporaryPlace place = new();
        string[] words = WordsOf(name, "unix:/nowhere", $"{place.Path}/new");
        string[] verb = VerbLines.HasVerbs(words[0]) ? words[..2] : words[..1];

        // The options of all verbs are tried with one of them.
        Option[] options = [.. VerbLines.Verbs().Single(one => one.Name == name).Verb.Options, .. name == "df" ? VerbLines.Tree().Options : []];
        List<string[]> lines = [verb, [.. verb, "--no-such-option"]];
        foreach (Option option in options.Where(option => option.Name is not ("--help" or "--version")))
        {
            lines.Add([.. verb, option.Name]);
            if (option.ValueType != typeof(string) && option.ValueType != typeof(string[]))
            {
                string[] values = ["=x y", "=99999999999999999999", "=-1.5e999", "="];
                lines.AddRange(values.Select(value => (string[])[.. verb, option.Name + value, .. words[verb.Length..]]));
            }
        }

        foreach (string[] line in lines)
        {
            ToolRun run = await ToolRun.StartAsync(line);
            Assert.False(DotNetWord().IsMatch(run.Error), $"{string.Join(' ', line)}: {run.Error}");
            if (line.Any(word => word.StartsWith("--verbose", StringComparison.Ordinal)))
            {
                continue;
            }

            Assert.All(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), text => Assert.StartsWith("qga: ", text, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("qga: --timeout takes a number, not 'soon'\n", "df", "/nowhere", "--timeout", "soon")]
    [InlineData("qga: --jobs takes a whole number up to 2147483647, not '99999999999'\n", "df", "/nowhere", "-j", "99999999999")]
    [InlineData("qga: Argument 'name' not recognized. Must be one of: 'pid', 'cpu', 'memory', 'age'\n", "ps", "/nowhere", "--sort", "name")]
    public async Task Bad_value_is_named_with_what_the_option_takes(string expected, params string[] words)
    {
        ToolRun run = await ToolRun.StartAsync(words);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(expected, run.Error, StringComparison.Ordinal);
    }

    // An agent that shakes hands, and a guest whose programs start and never end; and an agent that shakes hands and answers nothing else.
    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Time_out_ends_every_verb_of_a_stuck_guest(bool startsPrograms)
    {
        using TemporaryPlace place = new();
        // Some ask no guest; a prompt and an editor wait for the user; the limit of frozen is that of the freeze, and a thaw is not given up.
        string[] forever = ["list", "shell", "edit", "schema", "completion", "__complete", "man", "script", "frozen"];
        string[] names = [.. VerbLines.Verbs().Select(verb => verb.Name).Where(name => !forever.Contains(name))];
        ToolRun?[] runs = await Task.WhenAll(names.Select(async (name, index) =>
        {
            await using FakeGuestAgent agent = Stuck(startsPrograms);
            string[] words = WordsOf(name, $"unix:{agent.Listen().Path}", $"{place.Path}/new-{index}");
            Task<ToolRun> run = ToolRun.StartAsync([], [words[0], "-t", "1", .. words[1..]], []);
            return await Task.WhenAny(run, Task.Delay(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)) == run ? await run : null;
        }));

        string[] others = ["report", "doctor", "exec", "run", "snapshot", "wake", "passwd", "keys add", "keys remove", "agent install", "agent upgrade"];
        Assert.All(names.Zip(runs), one =>
        {
            Assert.True(one.Second is not null, $"{one.First} goes on");

            // What asks for nothing but an error ends well when none comes. On a machine under load the handshake may be what takes too long, which is 3.
            int[] codes = one.First is "shutdown" or "reboot" or "halt" or "suspend" ? [0, 3, 4] : others.Contains(one.First) ? [0, 1, 2, 3, 4, 255] : [3, 4];
            Assert.True(codes.Contains(one.Second.ExitCode), $"{one.First}: {one.Second.ExitCode} {one.Second.Error}");
        });
    }

    private static FakeGuestAgent Stuck(bool startsPrograms)
    {
        FakeGuestAgent agent = new();
        IEnumerable<string> names = CommandCatalog.Commands.Select(command => command.Name);
        foreach (string command in names.Where(name => !name.StartsWith("guest-sync", StringComparison.Ordinal)))
        {
            agent.SetHandler(command, _ => FakeReply.None);
        }

        if (startsPrograms)
        {
            int last = 0;
            agent.SetHandler("guest-exec", _ => FakeReply.Return($"{{\"pid\": {++last}}}"));
            agent.SetResult("guest-exec-status", """{"exited": false}""");
        }

        return agent;
    }

    private static string[] WordsOf(string name, string guest, string path) =>
        VerbLines.All(guest, path).Single(words => words[0] == name || string.Join(' ', words.Take(2)) == name);

    [GeneratedRegex("System\\.|Int32|Int64|Nullable|Boolean|Double|TimeSpan|`1|\uFFFD|Exception")]
    private static partial Regex DotNetWord();
}
