namespace Qga.Compare;

/// <summary>The programs that are compared.</summary>
internal static class Programs
{
    /// <summary>Our agent's binary, which <c>bench/compare</c> names.</summary>
    /// <exception cref="InvalidOperationException">Nobody has named it.</exception>
    public static string Ours { get; } = Named("QGA_AGENT") ?? throw new InvalidOperationException("QGA_AGENT names no agent: start bench/compare");

    /// <summary>The host's tool, which <c>bench/host</c> names.</summary>
    /// <exception cref="InvalidOperationException">Nobody has named it.</exception>
    public static string Tool => Named("QGA_TOOL") ?? throw new InvalidOperationException("QGA_TOOL names no qga: start bench/host");

    /// <summary>The original's.</summary>
    public static string Original { get; } = Named("QGA_REFERENCE") ?? "/usr/sbin/qemu-ga";

    /// <summary>One of the programs that <c>bench/compare</c> compiles from <c>bench/Compare/Native</c>.</summary>
    /// <param name="name">Its source file's name without <c>.c</c>.</param>
    public static string Native(string name) => Path.Combine(AppContext.BaseDirectory, "native", name);

    private static string? Named(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } name ? name : null;
}
