using Qga.Contracts;

namespace Qga.Agent.Commands.Exec;

/// <summary>What is kept of a program's output.</summary>
/// <param name="Output">Whether its standard output.</param>
/// <param name="Error">Whether its standard error, for itself.</param>
/// <param name="IsMerged">Whether its standard error goes where its standard output goes.</param>
internal readonly record struct Capture(bool Output, bool Error, bool IsMerged)
{
    /// <summary>How many pipes that takes.</summary>
    public int Pipes => (Output ? 1 : 0) + (Error ? 1 : 0);

    /// <summary>What a client means.</summary>
    /// <param name="argument">The argument; null: not given.</param>
    /// <returns>The meaning.</returns>
    public static Capture Of(GuestExecCaptureOutput? argument) => argument switch
    {
        GuestExecCaptureOutput.Flag { Content: true }
            or GuestExecCaptureOutput.Mode { Content: GuestExecCaptureOutputMode.Separated } => new(true, true, false),
        GuestExecCaptureOutput.Mode { Content: GuestExecCaptureOutputMode.Stdout } => new(true, false, false),
        GuestExecCaptureOutput.Mode { Content: GuestExecCaptureOutputMode.Stderr } => new(false, true, false),
        GuestExecCaptureOutput.Mode { Content: GuestExecCaptureOutputMode.Merged } => new(true, false, true),
        _ => default,
    };
}
