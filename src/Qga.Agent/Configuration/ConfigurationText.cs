namespace Qga.Agent.Configuration;

/// <summary>A configuration file as it was read.</summary>
/// <param name="content">The bytes; null where they cannot be had.</param>
/// <param name="error">Why they cannot: <c>No such file or directory</c>.</param>
/// <param name="isMissing">Whether there is no such file.</param>
internal readonly struct ConfigurationText(byte[]? content, string? error = null, bool isMissing = false)
{
    public byte[]? Content => content;

    public string? Error => error;

    public bool IsMissing => isMissing;
}
