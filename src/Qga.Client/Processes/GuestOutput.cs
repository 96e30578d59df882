namespace Qga.Client;

/// <summary>Something that a program has written.</summary>
/// <param name="Kind">The stream.</param>
/// <param name="Bytes">The bytes; they may end in the middle of a line, or of a character.</param>
public readonly record struct GuestOutput(GuestOutputKind Kind, ReadOnlyMemory<byte> Bytes);
