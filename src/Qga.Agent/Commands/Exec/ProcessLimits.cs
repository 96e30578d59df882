namespace Qga.Agent.Commands.Exec;

/// <summary>
/// Limits of guest-exec. The agent never ends a running program because of them: it refuses to start another one, or drops output.
/// </summary>
internal sealed record ProcessLimits
{
    public static ProcessLimits Standard { get; } = new();

    /// <summary>The most processes that the agent keeps track of: running ones, and ended ones whose end nobody has asked for.</summary>
    public int MaximumProcesses { get; init; } = 1024;

    /// <summary>
    /// The most descriptors of all processes together: a pidfd each, and one for each pipe. The default limit of a service is 1024 in all.
    /// </summary>
    public int MaximumDescriptors { get; init; } = 512;

    /// <summary>The most bytes of input and output that the agent holds for all processes together. A stream is truncated where they are used up.</summary>
    public long MaximumBytes { get; init; } = 128 << 20;

    /// <summary>The most bytes that the agent captures of one stream.</summary>
    public int MaximumStreamBytes { get; init; } = 16 << 20;

    /// <summary>How long the agent waits for the end of the output after the program has ended, where another process still has the pipe open.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a guest-exec-status waits for the end of a process that runs. Clients ask again as soon as they are answered, and would keep a single
    /// processor from the program.
    /// </summary>
    public TimeSpan StatusTimeout { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>How long the agent keeps the end of a process. Afterwards a new one may take its place: many clients never ask.</summary>
    public TimeSpan RetentionTime { get; init; } = TimeSpan.FromMinutes(10);
}
