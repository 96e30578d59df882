using Qga.Cli.Discovery;
using Qga.Cli.Output;

namespace Qga.Cli.Tests;

/// <summary>What one run of the tool wrote, and its exit code.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs the tool in this process, without a terminal.</summary>
    public static Task<ToolRun> StartAsync(params string[] arguments) => StartAsync([], arguments);

    /// <summary>Runs the tool in this process, without a terminal.</summary>
    public static async Task<ToolRun> StartAsync(IReadOnlyList<IGuestSource> sources, string[] arguments, byte[]? input = null)
    {
        await using StringWriter output = new() { NewLine = "\n" };
        await using StringWriter error = new() { NewLine = "\n" };
        Terminal terminal = new() { Output = output, Error = error, Input = () => new MemoryStream(input ?? []) };
        int exitCode = await Program.RunAsync(arguments, terminal, new(sources), TestContext.Current.CancellationToken);
        return new(exitCode, output.ToString(), error.ToString());
    }
}
