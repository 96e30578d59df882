using Qapi.Runtime.Writing;

namespace Qapi.Runtime.Serving;

/// <summary>Writes a command's successful reply; the object around the result stays open.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="writer">Where the reply goes.</param>
/// <param name="value">The result.</param>
public delegate void ReplyWriter<T>(scoped ref JsonWriter writer, T value);
