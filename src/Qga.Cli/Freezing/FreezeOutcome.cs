namespace Qga.Cli.Freezing;

/// <summary>What became of a freeze.</summary>
/// <param name="Mountpoints">The mount points that were asked for; null: all file systems.</param>
/// <param name="Count">How many file systems were frozen.</param>
/// <param name="FrozenAt">When.</param>
/// <param name="Duration">For how long.</param>
/// <param name="ThawedCount">How many the thaw found frozen; null: no reply said so.</param>
/// <param name="WasThawedEarly">Whether somebody else has thawed file systems before; null: unknown.</param>
/// <param name="ThawError">What the agent said of a thaw that took place all the same, as that a hook failed; null: nothing.</param>
internal sealed record FreezeOutcome(
    IReadOnlyList<string>? Mountpoints, long Count, DateTimeOffset FrozenAt, TimeSpan Duration, long? ThawedCount, bool? WasThawedEarly, string? ThawError);
