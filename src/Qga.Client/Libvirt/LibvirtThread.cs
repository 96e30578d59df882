using System.Collections.Concurrent;

namespace Qga.Client;

/// <summary>
/// A thread of its own for libvirt's calls, which block and cannot be interrupted. It carries out one after the other; what a caller no longer waits
/// for goes on, and the next one waits for it.
/// </summary>
/// <param name="finish">What the thread does at its end.</param>
internal sealed class LibvirtThread(Action finish) : IDisposable
{
    private readonly BlockingCollection<LibvirtCall> _calls = [];
    private readonly Lock _lock = new();
    private bool _isStarted;
    private bool _isEnding;

    /// <summary>Carries a call out when the calls before it have ended.</summary>
    /// <typeparam name="T">What the call returns.</typeparam>
    /// <param name="function">The call.</param>
    /// <exception cref="ObjectDisposedException">The thread takes no more calls.</exception>
    public LibvirtCall<T> Begin<T>(Func<T> function)
    {
        LibvirtCall<T> call = new(function);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isEnding, this);
            _calls.Add(call);
            if (!_isStarted)
            {
                _isStarted = true;
                new Thread(Run) { IsBackground = true, Name = "libvirt" }.Start();
            }
        }

        return call;
    }

    /// <summary>Lets the thread end as soon as the call that it carries out has ended. Calls that wait are dropped.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isEnding)
            {
                return;
            }

            _isEnding = true;
            _calls.CompleteAdding();
            if (!_isStarted)
            {
                _calls.Dispose();
            }
        }
    }

    private void Run()
    {
        foreach (LibvirtCall call in _calls.GetConsumingEnumerable())
        {
            if (!_calls.IsAddingCompleted)
            {
                call.Run();
            }
        }

        finish();
        _calls.Dispose();
    }
}
