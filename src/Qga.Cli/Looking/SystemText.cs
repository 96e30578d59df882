using Qga.Contracts;

namespace Qga.Cli.Looking;

/// <summary>A guest's operating system in words.</summary>
internal static class SystemText
{
    /// <summary>The system; null: unknown.</summary>
    public static string? Of(GuestOSInfo? info) =>
        info is null ? null
        : info.PrettyName is { Length: > 0 } pretty ? pretty
        : $"{info.Name} {info.Version ?? info.VersionId}".Trim() is { Length: > 0 } name ? name
        : null;

    /// <summary>The kernel; null: unknown.</summary>
    public static string? KernelOf(GuestOSInfo? info) =>
        info is null ? null : $"{info.KernelRelease} {info.Machine}".Trim() is { Length: > 0 } text ? text : null;

    /// <summary>Whether it is Windows, which has neither files below /proc nor a journal.</summary>
    public static bool IsWindows(GuestOSInfo? info) => info?.Id == "mswindows";
}
