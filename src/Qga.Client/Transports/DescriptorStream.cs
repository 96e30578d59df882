using Qga.Linux.Interop;

namespace Qga.Client;

/// <summary>
/// A stream over a descriptor that .NET has no class for: a terminal, a socket of AF_VSOCK. The descriptor must not block. A read or write that
/// waits occupies a thread of the pool, and ends with cancellation or disposal.
/// </summary>
/// <param name="descriptor">The descriptor, which is closed with the stream.</param>
internal sealed class DescriptorStream(SafeDescriptor descriptor) : TransportStream
{
    private readonly SafeDescriptor _closing = Libc.EventFd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Task.Run(() => Transfer(Libc.POLLIN, () => Libc.Read(descriptor, buffer.Span), cancellationToken), cancellationToken));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await Task.Run(() =>
        {
            for (int written = 0; written < buffer.Length;)
            {
                written += Transfer(Libc.POLLOUT, () => Libc.Write(descriptor, buffer.Span[written..]), cancellationToken);
            }
        }, cancellationToken).ConfigureAwait(false);

    protected override void Dispose(bool disposing)
    {
        // A transfer that waits holds its descriptors open until it has seen this.
        if (disposing && !_closing.IsClosed)
        {
            _ = Libc.Write(_closing, BitConverter.GetBytes(1UL));
            _closing.Dispose();
            descriptor.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Transfer(short events, Func<nint> transfer, CancellationToken cancellationToken)
    {
        bool isHeld = false, isClosingHeld = false;
        try
        {
            descriptor.DangerousAddRef(ref isHeld);
            _closing.DangerousAddRef(ref isClosingHeld);
            using SafeDescriptor cancelled = Libc.EventFd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
            using CancellationTokenRegistration registration = cancellationToken.Register(() => Libc.Write(cancelled, BitConverter.GetBytes(1UL)));
            while (true)
            {
                nint count = transfer();
                if (count >= 0)
                {
                    return (int)count;
                }

                Errno error = Errno.Last;
                if (error == Errno.EIO && events == Libc.POLLIN)
                {
                    // How a pseudo-terminal tells that its other side has closed it, pts(4).
                    return 0;
                }

                if (error != Errno.EAGAIN && error != Errno.EINTR)
                {
                    throw new IOException(error.Message);
                }

                Wait(events, cancelled);
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            if (isHeld)
            {
                descriptor.DangerousRelease();
            }

            if (isClosingHeld)
            {
                _closing.DangerousRelease();
            }
        }
    }

    private void Wait(short events, SafeDescriptor cancelled)
    {
        Span<PollDescriptor> waited =
        [
            new() { Descriptor = descriptor.Number, Events = events },
            new() { Descriptor = _closing.Number, Events = Libc.POLLIN },
            new() { Descriptor = cancelled.Number, Events = Libc.POLLIN },
        ];
        _ = Libc.Poll(waited, -1);
        ObjectDisposedException.ThrowIf(waited[1].Returned != 0, this);
    }
}
