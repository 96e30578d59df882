namespace Qga.Differential;

/// <summary>A value for a member.</summary>
/// <param name="Json">The value as it is sent.</param>
/// <param name="Fits">Whether it is of the member's type.</param>
internal sealed record SampleValue(string Json, bool Fits);
