using System.Diagnostics;

namespace Repository.Tests;

/// <summary>A program that has run to its end, and what it wrote to standard output and then to standard error.</summary>
internal sealed record Command(int ExitCode, string Output)
{
    /// <summary>
    /// Runs a program with the test's own environment and the given variables, of which null removes one. A program that takes longer than the limit is
    /// killed with all its children.
    /// </summary>
    public static async Task<Command> Run(
        string program, string[] arguments, string folder, TimeSpan limit, IEnumerable<KeyValuePair<string, string?>>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment ?? [])
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        using CancellationTokenSource time = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        time.CancelAfter(limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(time.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(time.Token);
            await process.WaitForExitAsync(time.Token);
            return new Command(process.ExitCode, await output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} takes longer than {limit.TotalSeconds} s");
        }
    }
}
