using Qga.Agent.Commands.Exec;
using Qga.Agent.Linux.Loop;
using Qga.Linux;
using Qga.Linux.Processes;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>Makes jobs. For any thread that may be kept waiting.</summary>
/// <param name="loop">The event loop, which looks after them.</param>
/// <param name="limits">What each may take up.</param>
/// <param name="bounds">What all together may take up.</param>
/// <param name="jobs">Where they are known.</param>
internal sealed class JobStarter(EventLoop loop, JobLimits limits, JobBounds bounds, JobTable jobs)
{
    /// <summary>Starts a program, for which there is room.</summary>
    /// <param name="start">The program, its arguments and its environment.</param>
    /// <param name="capture">What is kept of its output.</param>
    /// <param name="data">What it can read; null: nothing. The job's once it runs.</param>
    /// <param name="pid">The number of its process.</param>
    /// <returns>Why it does not run.</returns>
    public Errno Start(ProcessStart start, Capture capture, InputData? data, out int pid)
    {
        pid = 0;
        SafeDescriptor? stdin = null, stdout = null, stderr = null;
        using JobPipes pipes = new();
        JobInput? input = data is null ? null : new(Watched(pipes.Input(out stdin)), data, bounds.Bytes);
        JobOutput? output = capture.Output ? new(Watched(pipes.Output(out stdout)), bounds.Bytes, limits.Stream) : null;
        JobOutput? error = capture.Error ? new(Watched(pipes.Output(out stderr)), bounds.Bytes, limits.Stream) : null;
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
        ExecJob job = new(Watched(child!), input, output, error, limits.Grace);
        jobs.Add(pid, job);
        loop.Post(job.Begin);
        return default;
    }

    private JobDescriptor Watched(SafeDescriptor descriptor) => new(loop, descriptor, bounds.Descriptors);
}
