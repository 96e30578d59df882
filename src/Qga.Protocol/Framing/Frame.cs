namespace Qga.Protocol.Framing;

/// <summary>What the framer found at the head of the bytes it was shown.</summary>
public enum FrameKind
{
    /// <summary>No end of a text yet.</summary>
    Incomplete,

    /// <summary>A complete JSON text, lexically and grammatically sound, without duplicate keys.</summary>
    Message,

    /// <summary>Bytes that cannot become a JSON text; to be answered with <see cref="Frame.Error"/>.</summary>
    SyntaxError,
}

/// <summary>A step of the framer over the bytes received and not yet consumed.</summary>
/// <param name="Kind">What was found.</param>
/// <param name="Start">Message: the first byte of the text.</param>
/// <param name="Length">Message: how many bytes the text has.</param>
/// <param name="Consumed">
/// How many bytes from the start the caller drops before it asks again. With <see cref="FrameKind.Incomplete"/> these are white space
/// between texts and input being skipped after an error; what is left must be shown again, in place, with more behind it.
/// </param>
/// <param name="Error">SyntaxError: the text for the client.</param>
public readonly record struct Frame(FrameKind Kind, int Start, int Length, int Consumed, string? Error);
