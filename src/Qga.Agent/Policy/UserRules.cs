using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Contracts;

namespace Qga.Agent.Policy;

/// <summary>Which accounts a peer may touch.</summary>
/// <param name="users">The accounts.</param>
internal sealed class UserRules(PatternRule users) : ArgumentRules
{
    /// <inheritdoc/>
    public override QapiError? CheckGuestSetUserPassword(in GuestSetUserPasswordArguments arguments) => Check(arguments.Username);

    /// <inheritdoc/>
    public override QapiError? CheckGuestSshGetAuthorizedKeys(in GuestSshGetAuthorizedKeysArguments arguments) => Check(arguments.Username);

    /// <inheritdoc/>
    public override QapiError? CheckGuestSshAddAuthorizedKeys(in GuestSshAddAuthorizedKeysArguments arguments) => Check(arguments.Username);

    /// <inheritdoc/>
    public override QapiError? CheckGuestSshRemoveAuthorizedKeys(in GuestSshRemoveAuthorizedKeysArguments arguments) => Check(arguments.Username);

    private QapiError? Check(string user) => users.Refusal(user) is { } refusal ? QapiError.Generic($"user '{user}' is {refusal}") : null;
}
