using System.Text;
using Qga.Contracts;

namespace Qga.Client;

/// <summary>How a program of a guest ended.</summary>
public sealed record GuestProgramResult
{
    /// <summary>Its exit code; null if a signal ended it.</summary>
    public long? ExitCode { get; init; }

    /// <summary>The number of the signal that ended it; null if it exited.</summary>
    public long? Signal { get; init; }

    /// <summary>The exit status as shells show it: the exit code, or 128 and the number of the signal.</summary>
    public long Status => ExitCode ?? 128 + (Signal ?? 0);

    /// <summary>Whether it ran longer than <see cref="GuestCommandLine.TimeLimit"/> and was ended for that.</summary>
    public bool IsTimedOut { get; init; }

    /// <summary>What it wrote to its standard output, as far as this was captured: agents keep 16 MiB.</summary>
    public ReadOnlyMemory<byte> Output { get; init; }

    /// <summary>The same of its standard error.</summary>
    public ReadOnlyMemory<byte> Error { get; init; }

    /// <summary>Whether there was more than <see cref="Output"/>.</summary>
    public bool IsOutputTruncated { get; init; }

    /// <summary>Whether there was more than <see cref="Error"/>.</summary>
    public bool IsErrorTruncated { get; init; }

    /// <summary>The output as UTF-8 text.</summary>
    public string OutputText => Encoding.UTF8.GetString(Output.Span);

    /// <summary>The standard error as UTF-8 text.</summary>
    public string ErrorText => Encoding.UTF8.GetString(Error.Span);

    internal static GuestProgramResult From(GuestExecStatus status) => new()
    {
        ExitCode = status.Exitcode,
        Signal = status.Signal,
        Output = status.OutData?.ToMemory() ?? default,
        Error = status.ErrData?.ToMemory() ?? default,
        IsOutputTruncated = status.OutTruncated ?? false,
        IsErrorTruncated = status.ErrTruncated ?? false,
    };
}
