using Qga.Linux.Interop;

namespace Qga.Linux.Processes;

/// <summary>
/// Runs a helper program to its end and no longer: a background process that it leaves behind is not waited for, even where that holds the
/// pipe for the output open. The program gets what <see cref="ChildProcess"/> gives every process.
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

            Errno made = MakeInput(call.Input.Span, out SafeDescriptor? input);
            using (input)
            {
                if (!made.IsSuccess)
                {
                    return NotStarted(made);
                }

                using NativeStrings arguments = NativeStrings.Of([call.Program, .. call.Arguments]);
                using NativeStrings? environment = call.Variable is null ? null : NativeStrings.OfEnvironment(call.Variable);
                using SafeDescriptor child = new();
                ProgramOutput output = new(readEnd, call.OutputLimit);
                ProcessStart start = new(arguments) { Environment = environment, Input = input, Output = writeEnd, Error = writeEnd };
                Errno started = ChildProcess.Start(start, child, out int pid);

                // Kept open here, it would keep the pipe from ever ending.
                writeEnd.Dispose();
                return started.IsSuccess ? Watch(call, pid, child, output) : NotStarted(started);
            }
        }
    }

    private static Errno MakeInput(ReadOnlySpan<byte> bytes, out SafeDescriptor? input)
    {
        input = null;
        if (bytes.IsEmpty)
        {
            return default;
        }

        input = Libc.MemFd("input");
        Errno error = input.IsInvalid ? Errno.Last : WholeFile.Write(input, bytes);
        return !error.IsSuccess || Libc.Seek(input, 0, Libc.SEEK_SET) == 0 ? error : Errno.Last;
    }

    private static ProgramResult NotStarted(Errno error) => new(ProgramEnd.NotStarted, error.Value, default);

    private static ProgramResult Watch(ProgramCall call, int pid, SafeDescriptor child, ProgramOutput output)
    {
        bool inTime = output.ReadUntilEnd(child, call.Limit, call.Cancellation);
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
}
