using Qapi.Runtime.Reading;

namespace Qga.Monitor;

/// <summary>Something that happened to a machine.</summary>
/// <param name="Name">The event's name, as <c>SHUTDOWN</c>.</param>
/// <param name="Time">When it happened, by the host's clock; null if QEMU could not read it.</param>
/// <param name="Data">
/// What it carries: a <see cref="ShutdownEvent"/> for <c>SHUTDOWN</c>, and so on. Null for an event that this library has no type for, or that does
/// not fit its type.
/// </param>
/// <param name="Json">What it carries, as QEMU sent it: a JSON object; null if it carries nothing.</param>
public sealed record MonitorEvent(string Name, DateTimeOffset? Time, object? Data, JsonAny? Json);
