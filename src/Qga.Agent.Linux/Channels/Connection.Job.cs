using System.Diagnostics;
using Qapi.Runtime.Errors;
using Qga.Agent.Dispatch;
using Qga.Agent.Linux.Dispatch;
using Qga.Linux.Interop;
using Qga.Protocol.Envelope;
using Qga.Protocol.Framing;

namespace Qga.Agent.Linux.Channels;

/// <content>What may block.</content>
internal sealed partial class Connection
{
    // 100 µs; a client that asks for piece after piece is back by then.
    private static readonly long s_lookingTicks = Stopwatch.Frequency / 10_000;

    private Job _idleJob;
    private Job? _job;

    /// <summary>Carries on where a job has ended; on the loop's thread.</summary>
    /// <param name="ended">The job.</param>
    public void Complete(Job ended)
    {
        if (ended != _job)
        {
            ended.Input.Dispose();
            ended.Output.Dispose();
            return;
        }

        EndJob();
        if (IsPort && _output.IsPeerGone)
        {
            ForgetHost();
        }

        _context.CheckStop();
        Pump();
    }

    /// <summary>Runs a job's command and passes its reply on.</summary>
    /// <param name="running">The job, which owns the buffers and the framer until it is completed.</param>
    public void Execute(Job running)
    {
        _context.Execute(running.Call, running.Message, running.Output);
        running.Output.Flush();
        running.Rest();
    }

    /// <summary>Answers a job for which there is no thread; on the loop's thread.</summary>
    /// <param name="refused">The job.</param>
    public void Refuse(Job refused)
    {
        _output.Job = null;
        Reply.WriteError(_output, refused.Call.IdIn(refused.Message), ConnectionContext.TooMany);
        EndJob();
        Pump();
    }

    /// <summary>
    /// Runs what the peer asks for without a pause on the thread that its last command kept: to hand each piece of a file from thread to thread would
    /// cost more than the piece.
    /// </summary>
    /// <param name="served">The job, after a command of it.</param>
    public void Serve(Job served)
    {
        bool isHere = served.HasRested;
        if (isHere && !IsPort)
        {
            // The loop has nothing to do with what comes meanwhile and need not wake for it.
            _context.Loop.Watch(_descriptor, 0, _key);
            while (isHere && TryPrepareNext(served))
            {
                Execute(served);
                isHere = served.HasRested;
            }

            if (isHere)
            {
                _context.Loop.Watch(_descriptor, Interest, _key);
            }
        }

        _context.Loop.Post(served.Completed);
    }

    // What ends this, end of input and errors included, the loop meets again; but not the end of a host's stay at a port, which passes.
    private bool TryPrepareNext(Job served)
    {
        while (!served.Output.IsPeerGone)
        {
            Frame frame = _framer.Scan(served.Input.Pending);
            if (frame.Kind == FrameKind.Incomplete)
            {
                served.Input.Consume(frame.Consumed);
                if (!served.Input.TryMakeRoom() || !HasInputSoon() || served.Input.Fill(_descriptor, _framer, out _) <= 0)
                {
                    return false;
                }
            }
            else if (frame.Kind == FrameKind.Message && _context.TryAccept(served.Input.Pending.Slice(frame.Start, frame.Length), served.Output, out Call call))
            {
                served.Prepare(call, frame, _context.Deadlines.Of(call.Command));
                return true;
            }
            else
            {
                if (frame.Kind == FrameKind.SyntaxError)
                {
                    Reply.WriteError(served.Output, default, QapiError.Generic(frame.Error!));
                }

                served.Output.Flush();
                served.Input.Consume(frame.Consumed);
            }
        }

        return false;
    }

    // To wake a processor that has gone to sleep takes longer than a client takes to ask for the next piece: so it is looked for first, and waited
    // for only then.
    private bool HasInputSoon()
    {
        Span<PollDescriptor> poll = [new() { Descriptor = _descriptor.Number, Events = Libc.POLLIN }];
        long end = Stopwatch.GetTimestamp() + s_lookingTicks;
        while (Stopwatch.GetTimestamp() < end && !_context.Loop.HasRivals)
        {
            if (Libc.Poll(poll, 0) > 0)
            {
                return true;
            }
        }

        return Libc.Poll(poll, 1) > 0;
    }

    private void StartJob()
    {
        StopSignals.Settle();
        _idle.Stop();
        _job = _idleJob;
        _output.Job = _job;
        _deadline.Start(_context.Deadlines.Ordinary);
        _context.Loop.Enqueue(_job);
    }

    private void EndJob()
    {
        _deadline.Stop();
        _output.Job = null;
        Consume(_job!.Consumed);
        _job = null;
    }

    // The stuck thread keeps its buffers until the kernel lets it go; the connection goes on with new ones.
    private void GiveUp()
    {
        if (_job is not { } stuck)
        {
            return;
        }

        if (!stuck.TryAbandon(out TimeSpan left))
        {
            // The job may have gone on to another command.
            _deadline.Start(left > TimeSpan.Zero && left < _context.Deadlines.Ordinary ? left : _context.Deadlines.Ordinary);
            return;
        }

        _input = new();
        _input.Append(stuck.Input.Pending[stuck.Consumed..]);
        _output = new(_descriptor);
        Reply.WriteError(_output, stuck.Call.IdIn(stuck.Message), _context.Deadlines.Exceeded(stuck.Call.Command));
        _idleJob = new(this, _input, _output);
        _job = null;
        _context.Loop.Watch(_descriptor, Interest, _key);
        Pump();
    }
}
