namespace Qga.Protocol.Framing;

/// <summary>What one message may have. The defaults are QEMU's.</summary>
/// <param name="Size">Sum of the lengths of its tokens in bytes; white space between them does not count. 64 MiB are refused already.</param>
/// <param name="Tokens">Number of its tokens.</param>
/// <param name="Depth">Braces and brackets open at once.</param>
public sealed record FramerLimits(int Size = (64 << 20) - 1, int Tokens = 2 << 20, int Depth = 1024);
