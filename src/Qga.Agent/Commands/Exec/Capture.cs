using Qga.Contracts;

namespace Qga.Agent.Commands.Exec;

/// <summary>Which of a program's streams are captured.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error, separately.</param>
/// <param name="IsMerged">Standard error goes into the pipe of standard output.</param>
internal readonly record struct Capture(bool Output, bool Error, bool IsMerged)
{
    public int Pipes => (Output ? 1 : 0) + (Error ? 1 : 0);

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
