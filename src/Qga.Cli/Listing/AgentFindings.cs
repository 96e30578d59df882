using Qga.Cli.Guests;

namespace Qga.Cli.Listing;

/// <summary>What a short look at a guest's agent found. What is null it did not tell, or not in time.</summary>
/// <param name="State">How the agent is.</param>
/// <param name="Version">Its release.</param>
/// <param name="System">The guest's operating system, for people.</param>
/// <param name="Addresses">The guest's addresses at which others may reach it.</param>
/// <param name="Problem">Why the state is as it is; null: it is good.</param>
internal sealed record AgentFindings(
    AgentState State, string? Version = null, string? System = null, IReadOnlyList<string>? Addresses = null, string? Problem = null);
