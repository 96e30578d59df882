namespace Qga.Compare;

/// <summary>A table.</summary>
/// <param name="Title">What is compared, for people.</param>
/// <param name="Other">What ours is compared with.</param>
/// <param name="Measurements">All that is measured, in the order of the rows.</param>
internal sealed record Section(string Title, string Other, IReadOnlyList<Measurement> Measurements);
