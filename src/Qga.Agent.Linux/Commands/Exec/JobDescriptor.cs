using Qga.Agent.Limits;
using Qga.Agent.Linux.Loop;
using Qga.Linux;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>A descriptor that the event loop watches for a job. For the loop's thread.</summary>
/// <param name="loop">The event loop.</param>
/// <param name="descriptor">The descriptor, non-blocking; one of those that the budget has given.</param>
/// <param name="descriptors">Gets it back.</param>
internal sealed class JobDescriptor(EventLoop loop, SafeDescriptor descriptor, Budget descriptors)
{
    private int _key;

    /// <summary>The descriptor.</summary>
    public SafeDescriptor Descriptor => descriptor;

    /// <summary>Whether it is still open.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>The loop that watches it.</summary>
    public EventLoop Loop => loop;

    /// <summary>Begins to watch it; what holds already is reported, too.</summary>
    /// <param name="source">Who is told.</param>
    /// <param name="interest">The EPOLL… bits.</param>
    public void Watch(IEventSource source, uint interest) => _ = loop.Add(source, descriptor, interest, out _key);

    /// <summary>Closes it, once.</summary>
    public void Close()
    {
        if (IsOpen)
        {
            IsOpen = false;
            loop.Remove(descriptor, _key);
            descriptor.Dispose();
            descriptors.Return(1);
        }
    }
}
