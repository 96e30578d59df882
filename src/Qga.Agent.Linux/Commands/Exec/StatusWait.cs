using Qga.Agent.Commands.Exec;
using Qga.Agent.Linux.Loop;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>Keeps a guest-exec-status back until its process ends, but no longer than a time-out. For the event loop's thread only.</summary>
internal sealed class StatusWait
{
    private readonly StatusRequest _request;
    private readonly LoopTimer _timer;

    public StatusWait(EventLoop loop, StatusRequest request, TimeSpan timeout)
    {
        _request = request;
        _timer = loop.CreateTimer(End);
        _timer.Start(timeout);
        request.OnExpedited(() => loop.Post(End));
    }

    public bool IsOver { get; private set; }

    /// <summary>Answers the request; does nothing the second time.</summary>
    public void End()
    {
        if (!IsOver)
        {
            IsOver = true;
            _timer.Stop();
            _request.Answer();
        }
    }
}
