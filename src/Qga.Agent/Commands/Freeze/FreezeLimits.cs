namespace Qga.Agent.Commands.Freeze;

/// <summary>How long the steps of a freeze may take.</summary>
internal sealed record FreezeLimits
{
    /// <summary>
    /// The freeze, apart from the hook: once to write what is dirty while writers go on, and once to block them. It is given up then, and undone.
    /// </summary>
    public TimeSpan Freeze { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long file systems may stay frozen, after which they are thawed without being asked; zero: for ever.</summary>
    public TimeSpan Frozen { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>One call of the hook. Databases come to rest within minutes.</summary>
    public TimeSpan Hook { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a thaw waits for a freeze under way to end.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);
}
