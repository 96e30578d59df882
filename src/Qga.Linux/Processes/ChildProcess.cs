using Qga.Linux.Interop;

namespace Qga.Linux.Processes;

/// <summary>
/// Starts processes. Each has its own session, no signal blocked or ignored, and no descriptor but 0, 1 and 2. Blocks until the
/// program runs or has failed to: as long as its file system takes.
/// </summary>
public static class ChildProcess
{
    private static ReadOnlySpan<byte> Shell => "/bin/sh"u8;

    /// <summary>Starts a program. Once it runs, nothing is allocated that could fail.</summary>
    /// <param name="start">What, and with what.</param>
    /// <param name="child">
    /// An empty handle, which gets the process's pidfd: readable once the process has ended; it stays a zombie until
    /// <see cref="Libc.WaitFor(SafeDescriptor, out ChildInfo)"/>.
    /// </param>
    /// <param name="pid">The process's number, which is also its session's and its group's.</param>
    /// <returns>Why it does not run. Whatever was started then has been ended.</returns>
    public static Errno Start(ProcessStart start, SafeDescriptor child, out int pid)
    {
        Errno answer = Search(start, out pid);
        if (answer.IsSuccess)
        {
            answer = Libc.PidFdOpen(pid, child);
            if (!answer.IsSuccess)
            {
                Libc.Kill(-pid, Libc.SIGKILL);
                Libc.WaitFor(pid);
            }
        }

        return answer;
    }

    private static Errno Search(ProcessStart start, out int pid)
    {
        pid = 0;
        Errno refusal = Errno.ENOENT;
        foreach (byte[] file in start.File is { } known ? [known] : ProgramSearch.Candidates(start.Arguments[0].ToArray(), start.Environment))
        {
            // Asked before, because a process that only finds out that there is no such file costs a hundred times as much.
            Errno answer = Libc.Access(file, Libc.X_OK);
            answer = answer.IsSuccess ? Spawn(file, start, start.Arguments, out pid) : answer;
            if (answer == Errno.ENOEXEC)
            {
                // A script without a first line that names its interpreter is the shell's, as execvp(3) has it.
                using NativeStrings arguments = ShellArguments(file, start.Arguments);
                answer = Spawn(Shell, start, arguments, out pid);
            }

            if (answer != Errno.EACCES && answer != Errno.ENOENT && answer != Errno.ENOTDIR)
            {
                return answer;
            }

            // That there is one which must not be run says more than that another directory has none.
            refusal = refusal == Errno.EACCES ? refusal : answer;
        }

        return refusal;
    }

    private static NativeStrings ShellArguments(byte[] file, NativeStrings arguments)
    {
        NativeStrings result = new(arguments.Count + 1, arguments.ByteLength + Shell.Length + file.Length);
        Shell.CopyTo(result.Add(Shell.Length));
        file.CopyTo(result.Add(file.Length));
        for (int index = 1; index < arguments.Count; index++)
        {
            arguments[index].CopyTo(result.Add(arguments[index].Length));
        }

        return result;
    }

    private static unsafe Errno Spawn(ReadOnlySpan<byte> file, ProcessStart start, NativeStrings arguments, out int pid)
    {
        byte* attributes = stackalloc byte[Libc.SpawnObjectRoom];
        byte* actions = stackalloc byte[Libc.SpawnObjectRoom];
        SignalSet none = default;
        SignalSet all = SignalSet.All;
        int started = 0;
        _ = Libc.SpawnAttributesInit(attributes);
        _ = Libc.SpawnActionsInit(actions);
        using NativePath path = new(file);
        _ = Libc.SpawnAttributesSetFlags(attributes, Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK | Libc.POSIX_SPAWN_SETSID);
        _ = Libc.SpawnAttributesSetSigMask(attributes, &none);
        _ = Libc.SpawnAttributesSetSigDefault(attributes, &all);
        Errno answer = Connect(actions, start.Input, 0);
        answer = answer.IsSuccess ? Connect(actions, start.Output, 1) : answer;
        answer = answer.IsSuccess ? Connect(actions, start.Error, 2) : answer;
        answer = answer.IsSuccess ? new(Libc.SpawnActionsAddCloseFrom(actions, 3)) : answer;
        if (answer.IsSuccess)
        {
            answer = new(Libc.PosixSpawn(
                &started, path.Pointer, actions, attributes, arguments.Pointers, start.Environment is null ? Libc.Environ : start.Environment.Pointers));
        }

        _ = Libc.SpawnActionsDestroy(actions);
        _ = Libc.SpawnAttributesDestroy(attributes);
        pid = started;
        return answer;
    }

    private static unsafe Errno Connect(byte* actions, SafeDescriptor? from, int to)
    {
        fixed (byte* devNull = "/dev/null\0"u8)
        {
            return new(from is null
                ? Libc.SpawnActionsAddOpen(actions, to, devNull, to == 0 ? Libc.O_RDONLY : Libc.O_WRONLY, 0)
                : Libc.SpawnActionsAddDup2(actions, from.Number, to));
        }
    }
}
