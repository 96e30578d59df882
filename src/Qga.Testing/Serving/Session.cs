using System.Buffers;
using System.Text;
using Qapi.Runtime.Errors;
using Qapi.Runtime.Writing;
using Qga.Protocol.Envelope;
using Qga.Protocol.Framing;

namespace Qga.Testing;

/// <summary>One connection to a fake agent.</summary>
/// <param name="stream">The agent's end.</param>
/// <param name="number">The connection's number.</param>
/// <param name="commands">What the agent can do.</param>
/// <param name="requests">Takes down what is requested.</param>
/// <param name="clock">The clock of the delays.</param>
/// <param name="isSilent">Whether the agent hangs.</param>
internal sealed class Session(Stream stream, int number, CommandTable commands, RequestLog requests, TimeProvider clock, Func<bool> isSilent)
{
    private const int Piece = 64 << 10;

    private readonly Framer _framer = new();
    private readonly ArrayBufferWriter<byte> _output = new();
    private byte[] _pending = [];

    /// <summary>Serves the connection until it ends.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        byte[] received = new byte[Piece];
        try
        {
            int count;
            while ((count = await stream.ReadAsync(received, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (!isSilent())
                {
                    _pending = [.. _pending, .. received.AsSpan(0, count)];
                    if (!await ServePendingAsync(cancellationToken).ConfigureAwait(false))
                    {
                        return;
                    }
                }
            }
        }
        catch (Exception problem) when (problem is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The connection or the agent has ended.
        }
    }

    // False: the connection is to be closed.
    private async Task<bool> ServePendingAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Frame frame = _framer.Scan(_pending);
            byte[] message = _pending[frame.Start..(frame.Start + frame.Length)];
            _pending = _pending[frame.Consumed..];
            switch (frame.Kind)
            {
                case FrameKind.Incomplete:
                    return true;
                case FrameKind.SyntaxError:
                    Reply.WriteError(_output, frame.Error);
                    await SendAsync(cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    if (!await ServeAsync(message, cancellationToken).ConfigureAwait(false))
                    {
                        return false;
                    }

                    break;
            }
        }
    }

    private async Task<bool> ServeAsync(byte[] message, CancellationToken cancellationToken)
    {
        if (Request.TryRead(message, out Request parts) is { } error)
        {
            Reply.WriteError(_output, parts.Id, error);
            await SendAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }

        byte[] id = parts.Id.ToArray();
        string arguments = parts.Arguments.IsEmpty ? "{}" : Encoding.UTF8.GetString(parts.Arguments);
        FakeRequest request = new(Encoding.UTF8.GetString(parts.Execute), arguments, number);
        await commands.Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            FakeStep step = commands.NextStep(request.Command);
            Record(request);
            FakeReply reply = await CarryOutAsync(request, step, cancellationToken).ConfigureAwait(false);
            _output.Write(step.Garbage.Span);
            if (step.IsAnswered)
            {
                Write(request, reply, id);
            }

            await SendAsync(cancellationToken).ConfigureAwait(false);
            return !step.Closes;
        }
        finally
        {
            commands.Turn.Release();
        }
    }

    private void Record(FakeRequest request)
    {
        if (request.Command is "guest-sync" or "guest-sync-delimited")
        {
            requests.AddSynchronization();
        }
        else
        {
            requests.Add(request);
        }
    }

    private async Task<FakeReply> CarryOutAsync(FakeRequest request, FakeStep step, CancellationToken cancellationToken)
    {
        await WaitAsync(step.DelayBefore, cancellationToken).ConfigureAwait(false);
        await (step.Gate ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(false);
        FakeReply? own = step.IsCarriedOut ? commands.CarryOut(request) : null;
        await WaitAsync(step.DelayAfter, cancellationToken).ConfigureAwait(false);
        return step.Reply ?? own ?? FakeReply.None;
    }

    private async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        if (time > TimeSpan.Zero)
        {
            await Task.Delay(time, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Write(FakeRequest request, FakeReply reply, ReadOnlySpan<byte> id)
    {
        if (reply.Error is QapiError error)
        {
            Reply.WriteError(_output, id, error);
        }
        else if (reply.Result is { } result)
        {
            JsonWriter writer = new(_output);
            if (request.Command == "guest-sync-delimited")
            {
                writer.Sentinel();
            }

            writer.StartObject();
            writer.Member("return"u8);
            writer.Raw(Encoding.UTF8.GetBytes(result));
            Reply.Complete(ref writer, id);
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        if (_output.WrittenCount > 0)
        {
            await stream.WriteAsync(_output.WrittenMemory, cancellationToken).ConfigureAwait(false);
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            _output.ResetWrittenCount();
        }
    }
}
