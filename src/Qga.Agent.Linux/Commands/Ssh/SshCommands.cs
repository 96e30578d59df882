using Qapi.Runtime.Errors;
using Qga.Agent.Commands.Ssh;
using Qga.Agent.Generated;
using Qga.Agent.Logging;
using Qga.Contracts;
using Qga.Linux.Interop;
using Qga.Linux.Users;

namespace Qga.Agent.Linux.Commands.Ssh;

/// <summary>Finds an account; <see cref="NameService.FindAccount"/>.</summary>
/// <param name="name">Its name.</param>
/// <param name="account">The account; null if there is none.</param>
internal delegate Errno AccountLookup(string name, out UserAccount? account);

/// <summary>The keys that a user may log in with, in <c>.ssh/authorized_keys</c> below the user's home; sshd(8) says what is in it.</summary>
/// <param name="lookup">Finds the user.</param>
internal sealed class SshCommands(AccountLookup lookup) : SshCommandsBase
{
    /// <inheritdoc/>
    public override CommandResult<GuestAuthorizedKeys> GuestSshGetAuthorizedKeys(in GuestSshGetAuthorizedKeysArguments arguments)
    {
        if (Open(arguments.Username, mayCreate: false, out AuthorizedKeysFile? file) is { } error)
        {
            return error;
        }

        using (file)
        {
            if (file!.Read(out byte[] content) is { } unreadable)
            {
                return unreadable;
            }

            // Clients know the list with the last line first.
            List<string> keys = AuthorizedKeys.Read(content);
            keys.Reverse();
            return new GuestAuthorizedKeys { Keys = keys };
        }
    }

    /// <inheritdoc/>
    public override CommandResult GuestSshAddAuthorizedKeys(in GuestSshAddAuthorizedKeysArguments arguments)
    {
        if (Check(arguments.Keys) is { } bad)
        {
            return bad;
        }

        Log.Audit($"guest-ssh-add-authorized-keys called, user: {arguments.Username}");
        IReadOnlyList<string> keys = arguments.Keys;
        bool reset = arguments.Reset ?? false;
        if (Open(arguments.Username, mayCreate: true, out AuthorizedKeysFile? file) is { } error)
        {
            return error;
        }

        using (file)
        {
            byte[] content = [];
            return (reset ? null : file!.ReadIfThere(out content)) is { } unreadable
                ? unreadable
                : file!.Replace(AuthorizedKeys.Add(content, keys)) is { } failed ? failed : CommandResult.Success;
        }
    }

    /// <inheritdoc/>
    public override CommandResult GuestSshRemoveAuthorizedKeys(in GuestSshRemoveAuthorizedKeysArguments arguments)
    {
        if (Check(arguments.Keys) is { } bad)
        {
            return bad;
        }

        Log.Audit($"guest-ssh-remove-authorized-keys called, user: {arguments.Username}");
        IReadOnlyList<string> keys = arguments.Keys;
        if (Open(arguments.Username, mayCreate: false, out AuthorizedKeysFile? file) is { } error)
        {
            return error;
        }

        using (file)
        {
            if (file!.ReadIfThere(out byte[] content) is { } unreadable)
            {
                return unreadable;
            }

            byte[] rest = AuthorizedKeys.Remove(content, keys);
            return rest.Length != content.Length && file.Replace(rest) is { } failed ? failed : CommandResult.Success;
        }
    }

    // A comment, or two lines in one, would not be the key that was asked for.
    private static QapiError? Check(IReadOnlyList<string> keys)
    {
        foreach (string key in keys)
        {
            if (key.AsSpan().TrimStart() is ['#', ..] || key.AsSpan().ContainsAny('\n', '\0'))
            {
                return QapiError.Generic($"invalid OpenSSH public key: '{key}'");
            }
        }

        return null;
    }

    private QapiError? Open(string user, bool mayCreate, out AuthorizedKeysFile? file)
    {
        file = null;
        Errno error = lookup(user, out UserAccount? account);
        return account is null
            ? QapiError.Generic($"failed to lookup user '{user}': {(error.IsSuccess ? "there is no such user" : error.Message)}")
            : AuthorizedKeysFile.Open(account, mayCreate, out file);
    }
}
