using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.File;

/// <summary>
/// A client's open file. One command at a time works on it, so that what two clients read or write does not mix. Closing takes effect at once, but the
/// descriptor stays open until the command at work has left. Safe from any thread.
/// </summary>
/// <param name="descriptor">The file.</param>
/// <param name="busyTimeout">How long a command waits for its turn.</param>
internal sealed class OpenFile(SafeDescriptor descriptor, TimeSpan busyTimeout)
{
    private readonly object _gate = new();
    private bool _isBusy;
    private volatile bool _isClosed;

    /// <summary>For a command that has entered.</summary>
    public SafeDescriptor Descriptor => descriptor;

    /// <summary>Whether a client has closed it; a command at work should end.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Waits until no other command works on the file.</summary>
    /// <returns>False if the file was closed meanwhile, or the time is over.</returns>
    public bool TryEnter()
    {
        long deadline = Environment.TickCount64 + (long)busyTimeout.TotalMilliseconds;
        lock (_gate)
        {
            while (_isBusy && !_isClosed)
            {
                long left = deadline - Environment.TickCount64;
                if (left <= 0)
                {
                    return false;
                }

                Monitor.Wait(_gate, (int)left);
            }

            _isBusy |= !_isClosed;
            return !_isClosed;
        }
    }

    /// <summary>Lets the next command enter.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _isBusy = false;
            if (_isClosed)
            {
                descriptor.Dispose();
            }

            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Closes the file, or has the command at work close it when it leaves. Only once.</summary>
    /// <returns>The error of close(2).</returns>
    public Errno Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.PulseAll(_gate);
            if (_isBusy)
            {
                return default;
            }
        }

        return Libc.Close(descriptor);
    }
}
