namespace Qga.Agent.Configuration;

/// <summary>A configuration file as it was read.</summary>
/// <param name="Content">The bytes; null where they cannot be had.</param>
/// <param name="Error">Why they cannot: <c>No such file or directory</c>.</param>
/// <param name="IsMissing">Whether there is no such file.</param>
internal readonly record struct ConfigurationText(byte[]? Content, string? Error = null, bool IsMissing = false);
