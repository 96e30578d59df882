using Qga.Agent.Limits;
using Qga.Agent.Linux.Loop;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>What a program can read, written as it is read. For the event loop's thread.</summary>
/// <param name="pipe">The pipe's end to write to.</param>
/// <param name="data">What there is to read; freed with <see cref="Close"/>.</param>
/// <param name="bytes">Gets it back then.</param>
internal sealed class JobInput(JobDescriptor pipe, InputData data, Budget bytes) : IEventSource
{
    // How much is given before others have a turn.
    private const int Share = 1 << 20;
    private int _written;

    /// <summary>Begins to write.</summary>
    public void Begin() => pipe.Watch(this, Libc.EPOLLOUT);

    /// <inheritdoc/>
    public void OnEvents(uint events) => Give();

    /// <summary>Drops what is left: nobody is there to read it.</summary>
    public void Close()
    {
        if (pipe.IsOpen)
        {
            pipe.Close();
            bytes.Return(data.Length);
            data.Dispose();
        }
    }

    private void Give()
    {
        for (int end = _written + Share; pipe.IsOpen;)
        {
            if (_written >= end)
            {
                pipe.Loop.Defer(Give);
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
