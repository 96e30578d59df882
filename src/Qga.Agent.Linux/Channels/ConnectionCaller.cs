using Qapi.Runtime.Serving;

namespace Qga.Agent.Linux.Channels;

/// <summary>A connection as commands see it.</summary>
/// <param name="peer">Who is at its other end, in words.</param>
internal sealed class ConnectionCaller(string peer) : Caller
{
    private readonly Lock _gate = new();
    private Action? _gone;
    private bool _isGone;

    /// <inheritdoc/>
    public override string Peer => peer;

    /// <inheritdoc/>
    public override void OnGone(Action action)
    {
        lock (_gate)
        {
            if (!_isGone)
            {
                _gone += action;
                return;
            }
        }

        action();
    }

    /// <summary>The peer has gone.</summary>
    public void Leave()
    {
        Action? gone;
        lock (_gate)
        {
            (gone, _gone) = (_gone, null);
            _isGone = true;
        }

        gone?.Invoke();
    }
}
