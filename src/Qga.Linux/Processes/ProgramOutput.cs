using Qga.Linux.Interop;

namespace Qga.Linux.Processes;

/// <summary>The output of a running program, read from a pipe as long as the program runs.</summary>
/// <param name="pipe">The pipe's end to read from.</param>
/// <param name="limit">How many bytes are kept.</param>
internal sealed class ProgramOutput(SafeDescriptor pipe, int limit)
{
    // A pipe holds no more unless someone enlarges it (pipe(7)), so this is all that an ended program can have left behind.
    private const int PipeCapacity = 64 * 1024;

    private byte[] _kept = [];
    private int _length;
    private bool _ended;

    /// <summary>The output that was kept.</summary>
    public ReadOnlyMemory<byte> Bytes => _kept.AsMemory(0, _length);

    /// <summary>Reads until the program has ended, and then what it has left in the pipe.</summary>
    /// <param name="child">The program's pidfd.</param>
    /// <param name="time">How long at most.</param>
    /// <param name="cancellation">What ends the wait when it can be read; null: nothing does.</param>
    public bool ReadUntilEnd(SafeDescriptor child, TimeSpan time, SafeDescriptor? cancellation = null)
    {
        long deadline = Environment.TickCount64 + (long)time.TotalMilliseconds;
        Span<PollDescriptor> watched = stackalloc PollDescriptor[3];
        while (true)
        {
            watched[0] = new() { Descriptor = child.Number, Events = Libc.POLLIN };

            // poll(2) ignores negative numbers.
            watched[1] = new() { Descriptor = _ended ? -1 : pipe.Number, Events = Libc.POLLIN };
            watched[2] = new() { Descriptor = cancellation?.Number ?? -1, Events = Libc.POLLIN };
            long left = Math.Clamp(deadline - Environment.TickCount64, 0, int.MaxValue);
            int news = Libc.Poll(watched, (int)left);
            if (news > 0 && watched[0].Returned != 0)
            {
                Drain();
                return true;
            }

            if (news > 0 && watched[1].Returned != 0)
            {
                ReadSome();
            }

            if ((news > 0 && watched[2].Returned != 0) || deadline <= Environment.TickCount64)
            {
                return false;
            }
        }
    }

    // The bound keeps a stray process that goes on writing from holding this up.
    private void Drain()
    {
        Span<PollDescriptor> watched = [new() { Descriptor = pipe.Number, Events = Libc.POLLIN }];
        for (int read = 0; !_ended && read < PipeCapacity && Libc.Poll(watched, 0) > 0;)
        {
            read += ReadSome();
        }
    }

    // Called where poll(2) has news, so it does not block: nobody else reads from the pipe.
    private int ReadSome()
    {
        Span<byte> buffer = stackalloc byte[4096];
        int count = (int)Libc.Read(pipe, buffer);
        if (count <= 0)
        {
            _ended = count == 0 || Errno.Last != Errno.EINTR;
            return 0;
        }

        int take = Math.Min(count, limit - _length);
        if (_length + take > _kept.Length)
        {
            Array.Resize(ref _kept, Math.Min(limit, Math.Max(_length + take, _kept.Length * 2)));
        }

        buffer[..take].CopyTo(_kept.AsSpan(_length));
        _length += take;
        return count;
    }
}
