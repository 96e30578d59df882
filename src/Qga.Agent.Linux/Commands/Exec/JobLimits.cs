namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>What jobs may take up. A program that runs is never ended; at a bound further ones are refused.</summary>
internal sealed record JobLimits
{
    /// <summary>The agent's own.</summary>
    public static JobLimits Standard { get; } = new();

    /// <summary>How many jobs are known at a time: those that run, and those that have ended and wait to be asked about.</summary>
    public int Known { get; init; } = 1024;

    /// <summary>
    /// How many descriptors all jobs together have: one to learn of the end, and one for each pipe. A service may have 1024 in all by default.
    /// </summary>
    public int Descriptors { get; init; } = 512;

    /// <summary>How many bytes of input and output are kept for all jobs together. A stream that finds no room any more counts as truncated.</summary>
    public long Bytes { get; init; } = 128 << 20;

    /// <summary>How many bytes of a stream are kept.</summary>
    public int Stream { get; init; } = 16 << 20;

    /// <summary>How long output is waited for when the program has ended and others hold its pipe open.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long an ended job is kept in any case; then it may be forgotten where its place is needed: many clients start programs and never ask.
    /// </summary>
    public TimeSpan Memory { get; init; } = TimeSpan.FromMinutes(10);
}
