using Qga.Agent.Linux.Loop;
using Qga.Linux.Interop;
using Qga.Protocol.Limits;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>A process's descriptor in the event loop. For the loop's thread only.</summary>
/// <param name="loop">The event loop.</param>
/// <param name="descriptor">Non-blocking; taken from the budget.</param>
/// <param name="descriptors">The budget to which it is returned when it is closed.</param>
internal sealed class WatchedDescriptor(EventLoop loop, SafeDescriptor descriptor, Budget descriptors)
{
    private int _key;

    public SafeDescriptor Descriptor => descriptor;

    public bool IsOpen { get; private set; } = true;

    public EventLoop Loop => loop;

    /// <summary>Reports events to <paramref name="source"/>, also those that hold already.</summary>
    /// <param name="source">Whom to tell.</param>
    /// <param name="interest">The EPOLL… bits.</param>
    public void Watch(IEventSource source, uint interest) => _ = loop.Add(source, descriptor, interest, out _key);

    /// <summary>Closes the descriptor; does nothing the second time.</summary>
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
