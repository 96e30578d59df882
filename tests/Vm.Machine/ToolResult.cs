namespace Qga.Machines;

/// <summary>What a run of the host's tool ended with.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to its standard output.</param>
/// <param name="Error">What it wrote to its standard error.</param>
public sealed record ToolResult(int ExitCode, string Output, string Error);
