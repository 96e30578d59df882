using Qga.Agent.Limits;
using Qga.Agent.Linux.Loop;
using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>
/// One of a program's streams, read as it comes. What is kept belongs to the event loop until <see cref="Finish"/>, then to whoever asks
/// for it. A stream is read to its end in any case: a program that is left with a closed pipe, or with a full one, would be ended or held up by it.
/// </summary>
/// <param name="pipe">The pipe's end to read from.</param>
/// <param name="bytes">What all jobs may keep.</param>
/// <param name="limit">What this stream may keep.</param>
internal sealed class JobOutput(JobDescriptor pipe, Budget bytes, int limit) : IEventSource, IDisposable
{
    // How much is taken before others have a turn.
    private const int Share = 1 << 20;
    private const int InitialLength = 64 << 10;
    private const int ScrapLength = 16 << 10;

    private readonly MappedMemory _memory = new(InitialLength);
    private Action? _ended;
    private bool _isFinished;

    /// <summary>How many bytes are kept.</summary>
    public int Length { get; private set; }

    /// <summary>Whether there was more.</summary>
    public bool IsTruncated { get; private set; }

    /// <summary>Whether nothing can come any more.</summary>
    public bool HasEnded => !pipe.IsOpen;

    /// <summary>What is kept.</summary>
    public ReadOnlySpan<byte> Bytes => _memory.Span[..Length];

    /// <summary>Begins to read.</summary>
    /// <param name="atEnd">Called at the end of the stream.</param>
    public void Begin(Action atEnd)
    {
        _ended = atEnd;
        pipe.Watch(this, Libc.EPOLLIN);
    }

    /// <inheritdoc/>
    public void OnEvents(uint events) => Take();

    /// <summary>Takes what is there now.</summary>
    public void Take()
    {
        Span<byte> scrap = stackalloc byte[ScrapLength];
        for (int taken = 0; pipe.IsOpen;)
        {
            if (taken >= Share)
            {
                pipe.Loop.Defer(Take);
                return;
            }

            bool isKept = TryMakeRoom();
            nint count = Libc.Read(pipe.Descriptor, isKept ? _memory.Span[Length..Math.Min(_memory.Length, limit)] : scrap);
            if (count > 0)
            {
                taken += (int)count;
                Keep((int)count, isKept);
            }
            else if (count == 0 || (Errno.Last != Errno.EAGAIN && Errno.Last != Errno.EINTR))
            {
                pipe.Close();
                _ended?.Invoke();
            }
            else if (Errno.Last == Errno.EAGAIN)
            {
                return;
            }
        }
    }

    /// <summary>Keeps nothing more: what comes from now on is dropped.</summary>
    public void Finish() => _isFinished = true;

    /// <summary>Gives the memory back. Before <see cref="Begin"/> or after <see cref="Finish"/>, once.</summary>
    public void Dispose()
    {
        _memory.Dispose();
        bytes.Return(Length);
    }

    private bool TryMakeRoom()
    {
        if (_isFinished || IsTruncated || Length == limit)
        {
            return false;
        }

        // Pages that nothing is written to cost nothing.
        return Length < _memory.Length || _memory.Resize(Math.Min(2 * _memory.Length, limit));
    }

    private void Keep(int count, bool isKept)
    {
        if (isKept && bytes.TryTake(count))
        {
            Length += count;
        }
        else
        {
            IsTruncated |= !_isFinished;
        }
    }
}
