namespace Qga.Client;

/// <summary>A guest did not become ready. The report names the link of the way to it that is broken.</summary>
/// <param name="report">What the last attempt found.</param>
/// <param name="inner">Why it failed; null where the agent answers and a condition does not hold.</param>
public sealed class GuestNotReadyException(ReadinessReport report, Exception? inner = null) : GuestAgentException(
    FormattableString.Invariant($"the guest is not ready after {report?.Elapsed.TotalSeconds:0.#} s and {report?.Attempts} attempts: {report?.Message}"),
    inner)
{
    /// <summary>What the last attempt found.</summary>
    public ReadinessReport Report { get; } = report ?? throw new ArgumentNullException(nameof(report));
}
