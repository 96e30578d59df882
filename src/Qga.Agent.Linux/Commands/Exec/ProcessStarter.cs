using Qga.Agent.Commands.Exec;
using Qga.Agent.Linux.Loop;
using Qga.Linux.Interop;
using Qga.Linux.Processes;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>Starts processes for guest-exec. Blocks as long as the program's file system takes.</summary>
internal sealed class ProcessStarter(EventLoop loop, ProcessLimits limits, ProcessBudget budget, ProcessTable processes)
{
    /// <summary>Starts a program, for which the budget has been taken.</summary>
    /// <param name="start">The program, its arguments and its environment.</param>
    /// <param name="capture">Which streams are captured.</param>
    /// <param name="data">Its standard input; null: nothing. The process owns it if the start succeeds.</param>
    /// <param name="pid">The process's number.</param>
    public Errno Start(ProcessStart start, Capture capture, InputData? data, out int pid)
    {
        pid = 0;
        SafeDescriptor? stdin = null, stdout = null, stderr = null;
        using ProcessPipes pipes = new();
        ProcessInput? input = data is null ? null : new(Watched(pipes.Input(out stdin)), data, budget.Bytes);
        ProcessOutput? output = capture.Output ? new(Watched(pipes.Output(out stdout)), budget.Bytes, limits.MaximumStreamBytes) : null;
        ProcessOutput? error = capture.Error ? new(Watched(pipes.Output(out stderr)), budget.Bytes, limits.MaximumStreamBytes) : null;
        SafeDescriptor child = new();
        GuestProcess process = new(Watched(child), input, output, error, limits);
        Action begin = process.Begin;
        bool isServed = false;
        try
        {
            Errno answer = pipes.Error;
            if (answer.IsSuccess)
            {
                answer = ChildProcess.Start(start with { Input = stdin, Output = stdout, Error = capture.IsMerged ? stdout : stderr }, child, out pid);
            }

            if (answer.IsSuccess)
            {
                process.Pid = pid;
                loop.Post(begin);
                isServed = true;
                pipes.Release();
                processes.Add(process);
            }

            return answer;
        }
        finally
        {
            if (!isServed)
            {
                output?.Dispose();
                error?.Dispose();
                End(child, pid);
            }
        }
    }

    // The client is told that it does not run, and nobody would reap it.
    private static void End(SafeDescriptor child, int pid)
    {
        if (!child.IsInvalid)
        {
            Libc.Kill(-pid, Libc.SIGKILL);
            Libc.WaitFor(child, out _);
            child.Dispose();
        }
    }

    private WatchedDescriptor Watched(SafeDescriptor descriptor) => new(loop, descriptor, budget.Descriptors);
}
