namespace Qapi.Runtime.Reading;

/// <summary>A JSON value that the schema leaves open (QAPI's <c>any</c>).</summary>
/// <param name="Text">The value as JSON text.</param>
public sealed record JsonAny(ReadOnlyMemory<byte> Text);

/// <summary>The value <c>null</c> (QAPI's <c>null</c>).</summary>
public readonly record struct JsonNull;
