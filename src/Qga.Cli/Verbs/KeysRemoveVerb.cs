using System.CommandLine;
using Qga.Cli.Accounts;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga keys remove</c>.</summary>
internal sealed class KeysRemoveVerb(Invocation invocation)
    : KeysChangeVerb(invocation, "remove", "Remove keys from a user's", "USER [FILE...]", "A user of the guest, and files with public keys")
{
    private IReadOnlyList<PublicKey> _keys = [];

    public override IReadOnlyList<Example> Examples => [new("keys remove --all admin left.pub", "take a key away in every guest of this host")];

    protected override async Task PrepareAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken) =>
        _keys = await ReadKeysAsync(invocation, arguments, cancellationToken).ConfigureAwait(false);

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        string user = UserOf(arguments);
        HashSet<string> unwanted = [.. _keys.Select(key => key.Identity)];
        // Agents remove lines that are the same to the letter.
        string[] removed =
        [
            .. (await ListAsync(client, user, cancellationToken).ConfigureAwait(false)).Where(line =>
                PublicKey.Parse(line) is PublicKey key && unwanted.Contains(key.Identity)),
        ];
        if (removed.Length > 0)
        {
            await client.GuestSshRemoveAuthorizedKeysAsync(user, removed, cancellationToken).ConfigureAwait(false);
        }

        HashSet<string> found = [.. removed.Select(line => PublicKey.Parse(line)!.Identity)];
        PublicKey[] absent = [.. _keys.Where(key => !found.Contains(key.Identity))];
        return Answer.Done(
            $"{Count(removed.Length)} removed for {user}{(absent.Length == 0 ? "" : $"; not there: {string.Join(", ", absent.Select(key => key.Shown))}")}",
            (User, user),
            (new("REMOVED", "removed", ValueKind.List), removed),
            (new("ABSENT", "absent", ValueKind.List), absent.Select(key => key.Line)));
    }
}
