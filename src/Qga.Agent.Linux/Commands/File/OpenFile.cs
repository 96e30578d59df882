using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Commands.File;

/// <summary>
/// A client's open file. One command at a time works on it, so that what two clients read or write does not mix; a command that waits for
/// its turn gives up in time to say so itself. A close takes effect at once; the descriptor lives on until the command that is at work is done.
/// </summary>
/// <param name="descriptor">The file.</param>
/// <param name="patience">How long a command waits for its turn.</param>
internal sealed class OpenFile(SafeDescriptor descriptor, TimeSpan patience)
{
    private readonly object _gate = new();
    private bool _isBusy;
    private volatile bool _isClosed;

    /// <summary>The file, for whoever has entered.</summary>
    public SafeDescriptor Descriptor => descriptor;

    /// <summary>Whether it was closed; whoever is at work should come to an end.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Waits for its turn.</summary>
    /// <returns>False if the file was closed meanwhile, or another command does not come to an end.</returns>
    public bool TryEnter()
    {
        long deadline = Environment.TickCount64 + (long)patience.TotalMilliseconds;
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

    /// <summary>Lets the next one have its turn.</summary>
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

    /// <summary>Closes it, or leaves that to the command that is at work. Only once.</summary>
    /// <returns>What close(2) says.</returns>
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
