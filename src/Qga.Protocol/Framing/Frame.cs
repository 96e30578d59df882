namespace Qga.Protocol.Framing;

/// <summary>What the framer found at the head of the pending bytes.</summary>
public enum FrameKind
{
    /// <summary>No text is complete yet.</summary>
    Incomplete,

    /// <summary>A complete JSON text: valid tokens, grammar, strings and UTF-8, no duplicate keys, within the limits.</summary>
    Message,

    /// <summary>Bytes that cannot become a JSON text; the answer is <see cref="Frame.Error"/>.</summary>
    SyntaxError,
}

/// <summary>One step of the framer over the pending bytes: those received and not yet consumed.</summary>
/// <param name="Kind">What was found.</param>
/// <param name="Start">The offset of a message in the pending bytes.</param>
/// <param name="Length">The length of a message in bytes.</param>
/// <param name="Consumed">
/// How many bytes the caller drops from the front before the next step. With <see cref="FrameKind.Incomplete"/> these are white space between
/// texts and input that is skipped after an error; the rest must be shown again, with more behind it.
/// </param>
/// <param name="Error">The error of a <see cref="FrameKind.SyntaxError"/>.</param>
public readonly record struct Frame(FrameKind Kind, int Start, int Length, int Consumed, SyntaxError Error = default);
