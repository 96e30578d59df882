using System.Buffers;
using Qga.Machines;
using static Qga.Demo.Story;

namespace Qga.Demo;

/// <summary>The host's tool as a reader sees it: each command line is printed as typed, and what it writes below it.</summary>
/// <param name="tool">The tool.</param>
internal sealed class ShownTool(HostTool tool)
{
    // A shell would take them for something else.
    private static readonly SearchValues<char> s_special = SearchValues.Create(" ;|&$\"'*\\{}<>");

    /// <summary>Runs a command line that must succeed, and returns what it wrote to its standard output.</summary>
    /// <exception cref="InvalidOperationException">Its exit code is not 0.</exception>
    public async Task<string> RunAsync(params string[] words)
    {
        ToolResult result = await TryRunAsync(words);
        Check(result.ExitCode == 0, $"the exit code is {result.ExitCode}");
        return result.Output;
    }

    /// <summary>Runs a command line, however it ends.</summary>
    public Task<ToolResult> TryRunAsync(params string[] words) => TryRunAsync(words, "");

    /// <summary>Runs a command line, however it ends.</summary>
    /// <param name="words">The words after <c>qga</c>.</param>
    /// <param name="input">What it finds on its standard input.</param>
    public async Task<ToolResult> TryRunAsync(string[] words, string input)
    {
        string pipe = input.Length > 0 ? $"echo {Quote(input.TrimEnd('\n'))} | " : "";
        Say($"$ {pipe}qga {string.Join(' ', words.Select(Quote))}");
        ToolResult result = await tool.TryRunAsync(words, input);
        foreach (string line in (result.Output + result.Error).TrimEnd('\n').Split('\n'))
            if (line.Length > 0)
                Say(line);
        return result;
    }

    private static string Quote(string word) =>
        word.AsSpan().ContainsAny(s_special) ? $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'" : word;
}
