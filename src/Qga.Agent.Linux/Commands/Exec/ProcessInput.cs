using Qga.Agent.Linux.Loop;
using Qga.Linux.Interop;
using Qga.Protocol.Limits;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>Writes a process's standard input as the process reads it. For the event loop's thread only.</summary>
/// <param name="pipe">The write end.</param>
/// <param name="data">The input; owned, and freed by <see cref="Close"/>.</param>
/// <param name="bytes">The budget to which its bytes are returned then.</param>
internal sealed class ProcessInput(WatchedDescriptor pipe, InputData data, Budget bytes) : IEventSource
{
    private const int BytesPerTurn = 1 << 20;
    private int _written;

    public void Begin() => pipe.Watch(this, Libc.EPOLLOUT);

    /// <inheritdoc/>
    public void OnEvents(uint events) => Write();

    /// <summary>Closes the pipe and drops what is not written yet.</summary>
    public void Close()
    {
        if (pipe.IsOpen)
        {
            pipe.Close();
            bytes.Return(data.Length);
            data.Dispose();
        }
    }

    private void Write()
    {
        for (int end = _written + BytesPerTurn; pipe.IsOpen;)
        {
            if (_written >= end)
            {
                pipe.Loop.Defer(Write);
                return;
            }

            nint count = Libc.Write(pipe.Descriptor, data.Bytes[_written..]);
            _written += (int)Math.Max(0, count);
            if (_written == data.Length || (count < 0 && Errno.Last != Errno.EAGAIN && Errno.Last != Errno.EINTR))
            {
                Close();
            }
            else if (count < 0 && Errno.Last == Errno.EAGAIN)
            {
                return;
            }
        }
    }
}
