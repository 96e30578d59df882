namespace Qga.Client;

/// <summary>How long to wait before asking again: short at first, longer while nothing happens.</summary>
internal struct PollInterval()
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(250);

    private TimeSpan _next = s_shortest;

    public void Reset() => _next = s_shortest;

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait = _next;
        _next = _next * 1.5 < s_longest ? _next * 1.5 : s_longest;
        return Task.Delay(wait, cancellationToken);
    }
}
