using System.Diagnostics;
using Qga.Agent.Dispatch;
using Qga.Linux.Interop;
using Qga.Protocol.Envelope;
using Qga.Protocol.Errors;
using Qga.Protocol.Framing;

namespace Qga.Agent.Channels;

/// <content>What may block.</content>
internal sealed partial class Connection
{
    // 100 µs; a client that asks for piece after piece is back by then.
    private static readonly long LookingTicks = Stopwatch.Frequency / 10_000;

    private Job idleJob;
    private Job? job;

    /// <summary>Carries on where a job has ended; on the loop's thread.</summary>
    /// <param name="ended">The job.</param>
    public void Complete(Job ended)
    {
        if (ended != job)
        {
            ended.Input.Dispose();
            ended.Output.Dispose();
            return;
        }

        EndJob();
        if (IsPort && output.IsPeerGone)
        {
            ForgetHost();
        }

        context.CheckStop();
        Pump();
    }

    /// <summary>Runs a job's command and passes its reply on.</summary>
    /// <param name="running">The job, which owns the buffers and the framer until it is completed.</param>
    public void Execute(Job running)
    {
        context.Execute(running.Call, running.Message, running.Output);
        running.Output.Flush();
        running.Rest();
    }

    /// <summary>Answers a job for which there is no thread; on the loop's thread.</summary>
    /// <param name="refused">The job.</param>
    public void Refuse(Job refused)
    {
        output.Job = null;
        Reply.WriteError(output, refused.Call.IdIn(refused.Message), ConnectionContext.TooMany);
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
            context.Loop.Watch(descriptor, 0, key);
            while (isHere && TryPrepareNext(served))
            {
                Execute(served);
                isHere = served.HasRested;
            }

            if (isHere)
            {
                context.Loop.Watch(descriptor, Interest, key);
            }
        }

        context.Loop.Post(served.Completed);
    }

    // What ends this, end of input and errors included, the loop meets again; but not the end of a host's stay at a port, which passes.
    private bool TryPrepareNext(Job served)
    {
        while (!served.Output.IsPeerGone)
        {
            Frame frame = framer.Scan(served.Input.Pending);
            if (frame.Kind == FrameKind.Incomplete)
            {
                served.Input.Consume(frame.Consumed);
                if (!served.Input.TryMakeRoom() || !HasInputSoon() || served.Input.Fill(descriptor, framer, out _) <= 0)
                {
                    return false;
                }
            }
            else if (frame.Kind == FrameKind.Message && context.TryAccept(served.Input.Pending.Slice(frame.Start, frame.Length), served.Output, out Call call))
            {
                served.Prepare(call, frame, context.Deadlines.Of(call.Command));
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
        Span<PollDescriptor> poll = [new() { Descriptor = descriptor.Number, Events = Libc.POLLIN }];
        long end = Stopwatch.GetTimestamp() + LookingTicks;
        while (Stopwatch.GetTimestamp() < end && !context.Loop.HasRivals)
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
        idle.Stop();
        job = idleJob;
        output.Job = job;
        deadline.Start(context.Deadlines.Ordinary);
        context.Loop.Enqueue(job);
    }

    private void EndJob()
    {
        deadline.Stop();
        output.Job = null;
        Consume(job!.Consumed);
        job = null;
    }

    // The stuck thread keeps its buffers until the kernel lets it go; the connection goes on with new ones.
    private void GiveUp()
    {
        if (job is not { } stuck)
        {
            return;
        }

        if (!stuck.TryAbandon(out TimeSpan left))
        {
            // The job may have gone on to another command.
            deadline.Start(left > TimeSpan.Zero && left < context.Deadlines.Ordinary ? left : context.Deadlines.Ordinary);
            return;
        }

        input = new();
        input.Append(stuck.Input.Pending[stuck.Consumed..]);
        output = new(descriptor);
        Reply.WriteError(output, stuck.Call.IdIn(stuck.Message), context.Deadlines.Exceeded(stuck.Call.Command));
        idleJob = new(this, input, output);
        job = null;
        context.Loop.Watch(descriptor, Interest, key);
        Pump();
    }
}
