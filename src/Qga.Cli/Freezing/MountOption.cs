using System.CommandLine;

namespace Qga.Cli.Freezing;

/// <summary>The file systems that are to be frozen.</summary>
internal static class MountOption
{
    public static SharedOption<string[]> Option { get; } = new(static () => new("--mount", "-m")
    {
        Description = "Freeze this mount point only; may be repeated",
        HelpName = "PATH",
        AllowMultipleArgumentsPerToken = false,
    });

    /// <summary>The mount points; null: all.</summary>
    public static IReadOnlyList<string>? Of(ParseResult arguments) => Option.ValueIn(arguments) is { Length: > 0 } mounts ? mounts : null;

    /// <summary>A number of file systems in words.</summary>
    public static string Count(long count) => count == 1 ? "1 file system" : $"{count} file systems";
}
