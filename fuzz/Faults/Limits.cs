namespace Qga.Faults;

/// <summary>How long things may take.</summary>
internal static class Limits
{
    /// <summary>A reply, the start, the end.</summary>
    public static TimeSpan Answer { get; } = TimeSpan.FromSeconds(10);

    /// <summary>A ping of another client after a fault, the end after SIGTERM.</summary>
    public static TimeSpan Short { get; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the processor is watched for an agent that spins.</summary>
    public static TimeSpan Watched { get; } = TimeSpan.FromMilliseconds(30);
}
