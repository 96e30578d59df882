using Qapi.Runtime.Errors;

namespace Qga.Client;

/// <summary>
/// The agent has the command and does not carry it out: the guest's configuration blocks it, or its file systems are frozen, which leaves the
/// commands of thawing, synchronizing and asking. Agents since 10.0 do not say which of the two it is; <c>guest-fsfreeze-status</c> does.
/// </summary>
/// <param name="error">The agent's error.</param>
public sealed class GuestCommandBlockedException(QapiError error) : GuestAgentRefusedException(error)
{
    // The class is that of an unknown command, or GenericError with agents before 4.2; all releases share these words.
    internal static bool Fits(QapiError error) => error.Description.Contains("has been disabled", StringComparison.Ordinal);
}
