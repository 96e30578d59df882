using Qapi.Runtime.Errors;
using Qga.Protocol.Limits;

namespace Qga.Agent.Commands.Exec;

/// <summary>Holds all processes together to their limits. Safe from any thread.</summary>
internal sealed class ProcessBudget(ProcessLimits limits, ProcessTable processes)
{
    /// <summary>Whoever closes a descriptor returns it.</summary>
    public Budget Descriptors { get; } = new(limits.MaximumDescriptors);

    /// <summary>Bytes of input and output in memory. Whoever frees them returns them.</summary>
    public Budget Bytes { get; } = new(limits.MaximumBytes);

    /// <summary>Takes what a process needs to start: its place, its descriptors and the bytes of its input. Discards old processes if need be.</summary>
    /// <returns>The error of a process that must not start; nothing is taken then.</returns>
    public QapiError? Take(int pipes, int inputBytes)
    {
        if (TryTake(pipes, inputBytes) is null)
        {
            return null;
        }

        processes.DiscardOld();
        return TryTake(pipes, inputBytes) is { } reason ? QapiError.Generic(reason) : null;
    }

    /// <summary>Returns all that <see cref="Take"/> took, for a process that has not started.</summary>
    public void Return(int pipes, int inputBytes)
    {
        Bytes.Return(inputBytes);
        Descriptors.Return(pipes + 1);
        processes.Release();
    }

    private string? TryTake(int pipes, int inputBytes)
    {
        if (!processes.TryReserve())
        {
            return $"{limits.MaximumProcesses} programs are known already; guest-exec-status lets one go that has ended";
        }

        if (!Descriptors.TryTake(pipes + 1))
        {
            processes.Release();
            return $"running programs have {limits.MaximumDescriptors} descriptors already; some must end first";
        }

        // With nothing left, output would be truncated from its first byte on.
        if (!Bytes.TryTake(inputBytes + 1))
        {
            Descriptors.Return(pipes + 1);
            processes.Release();
            return $"{limits.MaximumBytes >> 20} MiB are kept for programs already; guest-exec-status hands out the output of those that have ended";
        }

        Bytes.Return(1);
        return null;
    }
}
