namespace Qga.Client;

/// <summary>What one attempt to reach a guest found.</summary>
/// <param name="State">How far it came.</param>
/// <param name="Message">What stopped it, in words for the user; for a guest that is ready, that it is.</param>
/// <param name="Attempts">How many attempts there have been, from 1.</param>
/// <param name="Elapsed">How long the wait has lasted.</param>
public sealed record ReadinessReport(ReadinessState State, string Message, int Attempts, TimeSpan Elapsed);
