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
        Errno answer = pipes.Error;
        SafeDescriptor? child = null;
        if (answer.IsSuccess)
        {
            answer = ChildProcess.Start(start with { Input = stdin, Output = stdout, Error = capture.IsMerged ? stdout : stderr }, out pid, out child);
        }

        if (!answer.IsSuccess)
        {
            output?.Dispose();
            error?.Dispose();
            return answer;
        }

        pipes.Release();
        GuestProcess process = new(pid, Watched(child!), input, output, error, limits);
        processes.Add(process);
        loop.Post(process.Begin);
        return default;
    }

    private WatchedDescriptor Watched(SafeDescriptor descriptor) => new(loop, descriptor, budget.Descriptors);
}
