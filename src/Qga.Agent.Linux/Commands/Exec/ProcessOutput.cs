using Qga.Agent.Linux.Loop;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Protocol.Limits;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>
/// Captures one of a process's streams. For the event loop's thread until <see cref="StopCapture"/>; then the captured bytes belong to whoever is
/// told the end of the process. The agent reads every stream to its end: a closed pipe would end a process that writes, and a full one would block it.
/// </summary>
/// <param name="pipe">The read end.</param>
/// <param name="bytes">The budget of all processes.</param>
/// <param name="limit">The most bytes of this stream.</param>
internal sealed class ProcessOutput(WatchedDescriptor pipe, Budget bytes, int limit) : IEventSource, IDisposable
{
    private const int BytesPerTurn = 1 << 20;
    private const int InitialLength = 64 << 10;
    private const int DiscardLength = 16 << 10;

    private readonly MappedMemory _memory = new(InitialLength);
    private Action? _ended;
    private bool _isStopped;

    /// <summary>The number of captured bytes.</summary>
    public int Length { get; private set; }

    /// <summary>Whether there was more than was captured.</summary>
    public bool IsTruncated { get; private set; }

    public bool HasEnded => !pipe.IsOpen;

    public ReadOnlySpan<byte> Bytes => _memory.Span[..Length];

    /// <summary>Begins to read; calls <paramref name="ended"/> at the end of the stream.</summary>
    public void Begin(Action ended)
    {
        _ended = ended;
        pipe.Watch(this, Libc.EPOLLIN);
    }

    /// <inheritdoc/>
    public void OnEvents(uint events) => ReadAvailable();

    /// <summary>Reads what the pipe holds now.</summary>
    public void ReadAvailable()
    {
        Span<byte> discarded = stackalloc byte[DiscardLength];
        for (int taken = 0; pipe.IsOpen;)
        {
            if (taken >= BytesPerTurn)
            {
                pipe.Loop.Defer(ReadAvailable);
                return;
            }

            bool isCaptured = TryMakeRoom();
            nint count = Libc.Read(pipe.Descriptor, isCaptured ? _memory.Span[Length..Math.Min(_memory.Length, limit)] : discarded);
            if (count > 0)
            {
                taken += (int)count;
                Count((int)count, isCaptured);
            }
            else if (count == 0 || (Errno.Last != Errno.EAGAIN && Errno.Last != Errno.EINTR))
            {
                // After an error there may be more that nobody gets to see.
                IsTruncated |= count < 0 && !_isStopped;
                pipe.Close();
                _ended?.Invoke();
            }
            else if (Errno.Last == Errno.EAGAIN)
            {
                return;
            }
        }
    }

    /// <summary>Captures no more: what comes from now on is read and dropped.</summary>
    public void StopCapture() => _isStopped = true;

    /// <summary>Frees the captured bytes. Before <see cref="Begin"/> or after <see cref="StopCapture"/>, once.</summary>
    public void Dispose()
    {
        _memory.Dispose();
        bytes.Return(Length);
    }

    private bool TryMakeRoom()
    {
        if (_isStopped || IsTruncated || Length == limit)
        {
            return false;
        }

        // Pages that nothing is written to take no memory.
        return Length < _memory.Length || _memory.Resize(Math.Min(2 * _memory.Length, limit));
    }

    private void Count(int count, bool isCaptured)
    {
        if (isCaptured && bytes.TryTake(count))
        {
            Length += count;
        }
        else
        {
            IsTruncated |= !_isStopped;
        }
    }
}
