using Qga.Linux;
using Qga.Linux.Interop;

namespace Qga.Agent.Linux.Tests.Support;

/// <summary>An epoll instance for which the kernel has no memory: each descriptor is refused a few times before it is watched.</summary>
/// <param name="refusal">What it says then.</param>
internal sealed class ScarceEpoll(Errno refusal) : EpollSet
{
    private readonly Dictionary<int, int> _refused = [];

    public int Refusals { get; private set; }

    public override Errno Add(SafeDescriptor watched, uint interest, int key)
    {
        int count = _refused.GetValueOrDefault(key);
        if (count == 2)
        {
            return base.Add(watched, interest, key);
        }

        _refused[key] = count + 1;
        Refusals++;
        return refusal;
    }
}
