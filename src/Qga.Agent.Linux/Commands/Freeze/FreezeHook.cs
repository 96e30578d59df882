using System.Text;
using Qapi.Runtime.Errors;
using Qga.Agent.Logging;
using Qga.Linux.Interop;
using Qga.Linux.Processes;
using Qga.Linux.ProcFs;

namespace Qga.Agent.Linux.Commands.Freeze;

/// <summary>The administrator's program, which is run before a freeze and after a thaw so that databases can be quiesced.</summary>
/// <param name="program">Its path; null if there is none.</param>
/// <param name="limit">How long it may take each time.</param>
internal sealed class FreezeHook(string? program, TimeSpan limit)
{
    private readonly SafeDescriptor _cancellation = program is null ? new() : Libc.EventFd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);

    // execve(2) takes 128 KiB for one variable.
    private const int MaximumLength = 100 << 10;

    /// <summary>Makes it ready for the next freeze; <see cref="CancelFreeze"/> counts from here on.</summary>
    public void Prepare()
    {
        Span<byte> counter = stackalloc byte[sizeof(ulong)];
        _ = Libc.Read(_cancellation, counter);
    }

    /// <summary>Announces a freeze; an error forbids it.</summary>
    /// <param name="filesystems">What is mounted.</param>
    public QapiError? BeforeFreeze(List<MountedFilesystem> filesystems) =>
        program is null ? null : Run(new(program, ["freeze"], limit)
        {
            Variable = $"FSFREEZE_MOUNTPOINTS={MountPoints(filesystems)}",
            Cancellation = _cancellation,
        });

    /// <summary>Ends a hook that prepares a freeze: nobody waits for that freeze any more.</summary>
    public void CancelFreeze() => _ = Libc.Write(_cancellation, BitConverter.GetBytes(1UL));

    /// <summary>Announces that the freeze is over, or was given up.</summary>
    public QapiError? AfterThaw() => program is null ? null : Run(new(program, ["thaw"], limit));

    /// <summary>Why a program cannot be the hook. It runs as root, so nobody else may be its author.</summary>
    /// <returns>Null if it can.</returns>
    public static string? Refusal(string program)
    {
        Errno error = Libc.Stat(Encoding.UTF8.GetBytes(program), out FileStatus status);
        return !error.IsSuccess ? error.Message
            : (status.Uid != 0 && status.Uid != Libc.EffectiveUid()) || (status.Mode & (Libc.S_IWGRP | Libc.S_IWOTH)) != 0
                ? "it must belong to root, and nobody else may have the right to write to it"
            : null;
    }

    private static QapiError? Run(ProgramCall call)
    {
        Log.Audit($"executing fsfreeze hook with arg '{call.Arguments[0]}'");

        if (Refusal(call.Program) is { } refusal && Libc.Access(call.Program, Libc.F_OK).IsSuccess)
        {
            return QapiError.Generic($"the fsfreeze hook '{call.Program}' is not run: {refusal}");
        }

        return HelperProgram.Run("execute fsfreeze hook", call);
    }

    private static string MountPoints(List<MountedFilesystem> filesystems)
    {
        StringBuilder all = new();
        foreach (MountedFilesystem filesystem in filesystems)
        {
            if (all.Length < MaximumLength)
            {
                all.Append(all.Length > 0 ? "\n" : "").Append(filesystem.MountPoint);
            }
        }

        return all.ToString();
    }
}
