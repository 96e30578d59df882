using Qapi.Runtime.Errors;

namespace Qga.Client;

/// <summary>The agent is synchronized and has no such command: it is too old, or built for another system.</summary>
/// <param name="error">The agent's error.</param>
public sealed class GuestCommandUnknownException(QapiError error) : GuestAgentRefusedException(error);
