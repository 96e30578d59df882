namespace Qga.Agent.Linux.Logging;

/// <summary>
/// Lines on their way to a file, written by a thread of their own, which is there while there are some: a disk that does not answer holds up that thread,
/// and none that serves. Safe from any thread.
/// </summary>
/// <param name="write">Writes a line; it may block.</param>
internal sealed class LogQueue(Action<string> write)
{
    /// <summary>How many lines wait at most; more are lost.</summary>
    public const int MostLines = 256;

    private const int StackSize = 128 << 10;

    private readonly object _gate = new();
    private readonly Queue<string> _lines = new();
    private bool _isWriting;

    /// <summary>Has a line written, after those that came before it.</summary>
    public void Add(string line)
    {
        lock (_gate)
        {
            if (_lines.Count == MostLines)
            {
                return;
            }

            _lines.Enqueue(line);
            if (!_isWriting)
            {
                _isWriting = TryStart();
            }
        }
    }

    /// <summary>Waits until all is written.</summary>
    /// <param name="limit">For how long at most.</param>
    /// <returns>Whether it is.</returns>
    public bool Flush(TimeSpan limit)
    {
        long deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        lock (_gate)
        {
            while (_isWriting && deadline - Environment.TickCount64 is > 0 and long left)
            {
                Monitor.Wait(_gate, (int)left);
            }

            return !_isWriting;
        }
    }

    // Without memory for a thread the line waits for the next one.
    private bool TryStart()
    {
        try
        {
            new Thread(Work, StackSize) { IsBackground = true }.Start();
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    private void Work()
    {
        while (Next() is { } line)
        {
            write(line);
        }
    }

    private string? Next()
    {
        lock (_gate)
        {
            if (_lines.TryDequeue(out string? line))
            {
                return line;
            }

            _isWriting = false;
            Monitor.PulseAll(_gate);
            return null;
        }
    }
}
