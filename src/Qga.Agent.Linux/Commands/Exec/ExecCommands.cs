using System.Text;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Reading;
using Qapi.Runtime.Serving;
using Qga.Agent.Commands.Exec;
using Qga.Agent.Generated;
using Qga.Agent.Linux.Loop;
using Qga.Agent.Logging;
using Qga.Contracts;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>
/// Runs programs for clients. A worker thread starts a program, as its file system may block; the event loop then serves it without a thread of its
/// own. Programs go on when the agent ends.
/// </summary>
internal sealed class ExecCommands : ExecCommandsBase
{
    private readonly ProcessTable _processes;
    private readonly ProcessBudget _budget;
    private readonly ProcessStarter _starter;
    private readonly ProgramRule? _rule;

    public ExecCommands(EventLoop loop, ProcessLimits limits, ProgramRule? rule = null)
    {
        _rule = rule;
        _processes = new(limits);
        _budget = new(limits, _processes);
        _starter = new(loop, limits, _budget, _processes);
    }

    /// <inheritdoc/>
    public override CommandResult<GuestExec> GuestExec(in GuestExecArguments arguments)
    {
        long bytes = (long)Encoding.UTF8.GetByteCount(arguments.Path) + arguments.Arg.ByteLength + arguments.Env.ByteLength;
        if (NativeStrings.ExceedsLimit(1L + arguments.Arg.Count + arguments.Env.Count, bytes))
        {
            return NotStarted(arguments.Path, Errno.E2BIG);
        }

        try
        {
            return Start(arguments);
        }
        catch (OutOfMemoryException)
        {
            return NotStarted(arguments.Path, Errno.ENOMEM);
        }
    }

    /// <inheritdoc/>
    public override void GuestExecStatus(in GuestExecStatusArguments arguments, Deferred<GuestExecStatus> reply)
    {
        if (_processes.Find(arguments.Pid) is { } process)
        {
            StatusRequest request = new(_processes, process, reply);
            if (process.Exit is null)
            {
                process.Wait(request);
                return;
            }

            if (request.TryTellExit())
            {
                return;
            }
        }

        reply.Complete(QapiError.Generic($"PID {arguments.Pid} does not exist"));
    }

    private CommandResult<GuestExec> Start(in GuestExecArguments arguments)
    {
        byte[]? file = null;
        if (_rule is not null)
        {
            string? refused = _rule.Judge(arguments.Path, arguments.Env.IsPresent, out string permitted, out Errno unknown);
            if (refused is not null || !unknown.IsSuccess)
            {
                Log.Audit($"guest-exec refused: \"{arguments.Path}\"");
                return NotStarted(arguments.Path, refused ?? unknown.Message);
            }

            file = NativeText.Encode(permitted);
        }

        if (!InputData.TryDecode(arguments.InputData, out InputData? input))
        {
            return QapiError.Generic("Base64 data contains invalid characters");
        }

        // Without the arguments, which may hold passwords.
        Log.Audit($"guest-exec called: \"{arguments.Path}\"");
        Capture capture = Capture.Of(arguments.CaptureOutput);
        int pipes = capture.Pipes + (input is null ? 0 : 1);
        if (_budget.Take(pipes, input?.Length ?? 0) is { } refusal)
        {
            input?.Dispose();
            return refusal;
        }

        bool hasStarted = false;
        try
        {
            byte[] path = NativeText.Encode(arguments.Path);
            using NativeStrings argv = new(1 + arguments.Arg.Count, path.Length + arguments.Arg.ByteLength);
            path.CopyTo(argv.Add(path.Length));
            AddAll(arguments.Arg, argv);
            using NativeStrings? envp = arguments.Env.IsPresent ? new(arguments.Env.Count, arguments.Env.ByteLength) : null;
            AddAll(arguments.Env, envp);
            Errno error = _starter.Start(new(argv) { File = file, Environment = envp }, capture, input, out int pid);
            hasStarted = error.IsSuccess;
            return hasStarted ? new GuestExec { Pid = pid } : NotStarted(arguments.Path, error);
        }
        finally
        {
            if (!hasStarted)
            {
                _budget.Return(pipes, input?.Length ?? 0);
                input?.Dispose();
            }
        }
    }

    private static void AddAll(TextList texts, NativeStrings? strings)
    {
        foreach (TextElement text in texts)
        {
            text.CopyTo(strings!.Add(text.ByteLength));
        }
    }

    private static QapiError NotStarted(string path, Errno error) => NotStarted(path, error.Message);

    private static QapiError NotStarted(string path, string reason) =>
        QapiError.Generic($"Failed to execute child process \u201C{path}\u201D ({reason})");
}
