using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qapi.Runtime.Serving;
using Qga.Agent.Commands.Exec;
using Qga.Agent.Generated;
using Qga.Agent.Linux.Loop;
using Qga.Agent.Logging;
using Qga.Contracts;
using Qga.Linux;
using Qga.Linux.Processes;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>
/// Programs for clients. They are started on a worker thread, as their file system may keep that waiting; from then on the event loop looks
/// after them, without a thread of their own. The agent's end leaves them alone.
/// </summary>
internal sealed class ExecCommands : ExecCommandsBase
{
    private readonly JobTable _jobs;
    private readonly JobBounds _bounds;
    private readonly JobStarter _starter;

    /// <summary>Begins without jobs.</summary>
    /// <param name="loop">The event loop.</param>
    /// <param name="limits">What jobs may take up.</param>
    public ExecCommands(EventLoop loop, JobLimits limits)
    {
        _jobs = new(limits);
        _bounds = new(limits, _jobs);
        _starter = new(loop, limits, _bounds, _jobs);
    }

    /// <inheritdoc/>
    public override CommandResult<GuestExec> GuestExec(in GuestExecArguments arguments)
    {
        if (!InputData.TryDecode(arguments.InputData, out InputData? input))
        {
            return QapiError.Generic("Base64 data contains invalid characters");
        }

        // Without the arguments: passwords are among them more often than they should.
        Log.Audit($"guest-exec called: \"{arguments.Path}\"");
        ProcessStart start = new([NativeText.Encode(arguments.Path), .. Decode(arguments.Arg)])
        {
            Environment = arguments.Env.IsPresent ? Decode(arguments.Env) : null,
        };
        Capture capture = Capture.Of(arguments.CaptureOutput);
        int pipes = capture.Pipes + (input is null ? 0 : 1);
        if (_bounds.Take(pipes, input?.Length ?? 0) is { } refusal)
        {
            input?.Dispose();
            return QapiError.Generic(refusal);
        }

        bool hasStarted = false;
        try
        {
            Errno error = _starter.Start(start, capture, input, out int pid);
            hasStarted = error.IsSuccess;
            return hasStarted
                ? new GuestExec { Pid = pid }
                : QapiError.Generic($"Failed to execute child process \u201C{arguments.Path}\u201D ({error.Message})");
        }
        finally
        {
            if (!hasStarted)
            {
                _bounds.Return(pipes, input?.Length ?? 0);
                input?.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public override void GuestExecStatus(in GuestExecStatusArguments arguments, Deferred<GuestExecStatus> reply) =>
        reply.Complete(Status(arguments));

    private CommandResult<GuestExecStatus> Status(in GuestExecStatusArguments arguments)
    {
        Log.Audit($"guest-exec-status called, pid: {arguments.Pid}");
        if (_jobs.Take(arguments.Pid, out JobEnd? end) is not { } job)
        {
            return QapiError.Generic($"PID {arguments.Pid} does not exist");
        }

        if (end is null)
        {
            job.Yield();
            return new GuestExecStatus { Exited = false };
        }

        bool hasError = HasBytes(job.Error);
        bool hasOutput = HasBytes(job.Output);
        return new GuestExecStatus
        {
            Exited = true,
            Exitcode = end.HasExited ? end.Status : null,
            Signal = end.HasExited ? null : end.Status,
            ErrData = hasError ? new JobPayload(job.Error!) : null,
            ErrTruncated = hasError ? job.Error!.IsTruncated : null,
            OutData = hasOutput ? new JobPayload(job.Output!) : null,
            OutTruncated = hasOutput ? job.Output!.IsTruncated : null,
        };
    }

    private static List<byte[]> Decode(TextList texts)
    {
        List<byte[]> decoded = new(texts.Count);
        foreach (TextElement text in texts)
        {
            byte[] bytes = new byte[text.ByteLength];
            text.CopyTo(bytes);
            decoded.Add(bytes);
        }

        return decoded;
    }

    // A stream without bytes is not told of, so nobody else frees it.
    private static bool HasBytes(JobOutput? output)
    {
        if (output is { Length: 0 })
        {
            output.Dispose();
        }

        return output is { Length: > 0 };
    }
}
