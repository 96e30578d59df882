using System.Text.Json.Nodes;

namespace Qga.Machines;

/// <summary>The host's tool as a user has it: each run is a process, and a file of the user's gives guests their names.</summary>
public sealed class HostTool
{
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    /// <summary>Writes the file of names.</summary>
    /// <param name="folder">Where the user's configuration is put.</param>
    /// <param name="guests">Names, and the addresses that they stand for.</param>
    public HostTool(string folder, params ReadOnlySpan<(string Name, string Address)> guests)
    {
        string file = Path.Combine(folder, "config/qga/guests");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using StreamWriter writer = new(file);
        foreach ((string name, string address) in guests)
            writer.WriteLine($"{name} = {address}");
        _environment["XDG_CONFIG_HOME"] = Path.Combine(folder, "config");
    }

    /// <summary>The words in front of the tool's, as of nsenter(1).</summary>
    public IReadOnlyList<string> Prefix { get; init; } = [];

    /// <summary>Starts a run.</summary>
    /// <param name="words">The words after <c>qga</c>.</param>
    /// <param name="input">What it finds on its standard input.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    public ToolProcess Start(IReadOnlyList<string> words, string input = "", params ReadOnlySpan<(string Name, string Value)> environment)
    {
        Dictionary<string, string> variables = new(_environment, StringComparer.Ordinal);
        foreach ((string name, string value) in environment)
            variables[name] = value;
        return new([.. Prefix, Project.Tool, .. words], input, variables);
    }

    /// <summary>Runs it to its end, however it ends.</summary>
    public Task<ToolResult> TryRunAsync(params string[] words) => TryRunAsync(words, "");

    /// <summary>Runs it to its end, however it ends.</summary>
    /// <param name="words">The words after <c>qga</c>.</param>
    /// <param name="input">What it finds on its standard input.</param>
    public async Task<ToolResult> TryRunAsync(string[] words, string input)
    {
        using ToolProcess process = Start(words, input);
        return await process.EndAsync();
    }

    /// <summary>Runs it to its end, and returns what it wrote to its standard output, without the last line end.</summary>
    /// <exception cref="InvalidOperationException">Its exit code is not 0.</exception>
    public Task<string> RunAsync(params string[] words) => RunAsync(words, "");

    /// <summary>Runs it to its end, and returns what it wrote to its standard output, without the last line end.</summary>
    /// <exception cref="InvalidOperationException">Its exit code is not 0.</exception>
    public async Task<string> RunAsync(string[] words, string input)
    {
        ToolResult result = await TryRunAsync(words, input);
        return result.ExitCode == 0
            ? result.Output.TrimEnd('\n')
            : throw new InvalidOperationException($"qga {string.Join(' ', words)}: exit code {result.ExitCode}\n{result.Output}{result.Error}");
    }

    /// <summary>Asks one guest, and returns what its answer is in JSON.</summary>
    /// <exception cref="InvalidOperationException">The exit code is not 0.</exception>
    public async Task<JsonNode> AskAsync(params string[] words) =>
        JsonNode.Parse(await RunAsync([words[0], "--json", .. words[1..]]))!.AsArray().Single()!["answer"]!;
}
