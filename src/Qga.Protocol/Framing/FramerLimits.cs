namespace Qga.Protocol.Framing;

/// <summary>What one message may have. The defaults are QEMU's.</summary>
public sealed class FramerLimits
{
    /// <summary>Sum of the lengths of its tokens in bytes; white space between them does not count. 64 MiB are refused already.</summary>
    public int Size { get; init; } = (64 << 20) - 1;

    /// <summary>Number of its tokens.</summary>
    public int Tokens { get; init; } = 2 << 20;

    /// <summary>Braces and brackets open at once.</summary>
    public int Depth { get; init; } = 1024;
}
