namespace Qga.Machines;

/// <summary>What a script in the guest ended with.</summary>
/// <param name="Status">Its exit status.</param>
/// <param name="Output">What it printed, on standard output and standard error together, without the last line end.</param>
public sealed record ShellResult(int Status, string Output);
