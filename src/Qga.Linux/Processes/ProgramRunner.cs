using System.Collections;
using Qga.Linux.Interop;

namespace Qga.Linux.Processes;

/// <summary>
/// Runs a helper program to its end and no longer: a background process that it leaves behind is not waited for, even where that holds the
/// pipe for the output open. The program gets a session of its own, /dev/null as input, no signal blocked or ignored, and no descriptor
/// but 0, 1 and 2.
/// </summary>
public static class ProgramRunner
{
    /// <summary>Runs a program.</summary>
    /// <param name="call">What to run, and for how long at most.</param>
    /// <returns>How it ended.</returns>
    public static ProgramResult Run(ProgramCall call)
    {
        Errno pipe = Libc.Pipe(Libc.O_CLOEXEC, out SafeDescriptor readEnd, out SafeDescriptor writeEnd);
        using (readEnd)
        using (writeEnd)
        {
            if (!pipe.IsSuccess)
            {
                return NotStarted(pipe);
            }

            Errno started = Start(call, writeEnd, out int pid);
            if (started == Errno.ENOEXEC)
            {
                // A script without a first line that names its interpreter is the shell's, as execvp(3) has it.
                started = Start(call with { Program = "/bin/sh", Arguments = [call.Program, .. call.Arguments] }, writeEnd, out pid);
            }

            if (!started.IsSuccess)
            {
                return NotStarted(started);
            }

            // Kept open here, it would keep the pipe from ever ending.
            writeEnd.Dispose();
            using SafeDescriptor child = Libc.PidFdOpen(pid);
            if (child.IsInvalid)
            {
                Errno refused = Errno.Last;
                Libc.Kill(-pid, Libc.SIGKILL);
                return NotStarted(refused);
            }

            return Watch(call, pid, child, new(readEnd, call.OutputLimit));
        }
    }

    private static ProgramResult NotStarted(Errno error) => new(ProgramEnd.NotStarted, error.Value, default);

    private static ProgramResult Watch(ProgramCall call, int pid, SafeDescriptor child, ProgramOutput output)
    {
        bool inTime = output.ReadUntilEnd(child, call.Limit);
        if (!inTime)
        {
            Libc.Kill(-pid, Libc.SIGTERM);
            if (!output.ReadUntilEnd(child, call.Grace))
            {
                Libc.Kill(-pid, Libc.SIGKILL);

                // A process that the kernel holds (state D) does not even end now; its body is then left for the end of the agent.
                if (!output.ReadUntilEnd(child, call.Grace))
                {
                    return new(ProgramEnd.TimedOut, 0, output.Bytes);
                }
            }
        }

        Libc.WaitFor(child, out ChildInfo info);
        return new(
            !inTime ? ProgramEnd.TimedOut : info.Code == Libc.CLD_EXITED ? ProgramEnd.Exited : ProgramEnd.Signaled,
            inTime ? info.Status : 0,
            output.Bytes);
    }

    private static unsafe Errno Start(ProgramCall call, SafeDescriptor output, out int pid)
    {
        byte* attributes = stackalloc byte[Libc.SpawnObjectRoom];
        byte* actions = stackalloc byte[Libc.SpawnObjectRoom];
        SignalSet none = default;
        SignalSet all;
        int started = 0;
        _ = Libc.SigFillSet(&all);
        _ = Libc.SpawnAttributesInit(attributes);
        _ = Libc.SpawnActionsInit(actions);
        using NativeStrings arguments = new([call.Program, .. call.Arguments]);
        using NativeStrings environment = new(Environ());
        fixed (byte* devNull = "/dev/null\0"u8)
        {
            _ = Libc.SpawnAttributesSetFlags(
                attributes, Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK | Libc.POSIX_SPAWN_SETSID);
            _ = Libc.SpawnAttributesSetSigMask(attributes, &none);
            _ = Libc.SpawnAttributesSetSigDefault(attributes, &all);
            Errno answer = new(Libc.SpawnActionsAddOpen(actions, 0, devNull, 0, 0));
            answer = answer.IsSuccess ? new(Libc.SpawnActionsAddDup2(actions, output.Number, 1)) : answer;
            answer = answer.IsSuccess ? new(Libc.SpawnActionsAddDup2(actions, output.Number, 2)) : answer;
            answer = answer.IsSuccess ? new(Libc.SpawnActionsAddCloseFrom(actions, 3)) : answer;
            if (answer.IsSuccess)
            {
                answer = new(Libc.PosixSpawnP(&started, *arguments.Pointers, actions, attributes, arguments.Pointers, environment.Pointers));
            }

            _ = Libc.SpawnActionsDestroy(actions);
            _ = Libc.SpawnAttributesDestroy(attributes);
            pid = started;
            return answer;
        }
    }

    private static List<string> Environ()
    {
        List<string> strings = [];
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            strings.Add($"{entry.Key}={entry.Value}");
        }

        return strings;
    }
}
