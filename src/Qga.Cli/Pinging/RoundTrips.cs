namespace Qga.Cli.Pinging;

/// <summary>The round trips to one guest, as ping(8) sums them up.</summary>
internal sealed class RoundTrips
{
    private double _sum;
    private double _sumOfSquares;

    public int Sent { get; private set; }

    public int Answered { get; private set; }

    public TimeSpan? Shortest { get; private set; }

    public TimeSpan? Longest { get; private set; }

    public double LostShare => Sent == 0 ? 0 : (double)(Sent - Answered) / Sent;

    public TimeSpan? Mean => Answered == 0 ? null : TimeSpan.FromMicroseconds(_sum / Answered);

    /// <summary>The standard deviation, which ping(8) calls mdev.</summary>
    public TimeSpan? Deviation =>
        Answered == 0 ? null : TimeSpan.FromMicroseconds(Math.Sqrt(Math.Max(0, (_sumOfSquares / Answered) - Math.Pow(_sum / Answered, 2))));

    public void AddAnswer(TimeSpan time)
    {
        Sent++;
        Answered++;
        Shortest = Shortest < time ? Shortest : time;
        Longest = Longest > time ? Longest : time;
        _sum += time.TotalMicroseconds;
        _sumOfSquares += Math.Pow(time.TotalMicroseconds, 2);
    }

    public void AddLoss() => Sent++;
}
