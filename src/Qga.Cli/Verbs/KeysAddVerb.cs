using System.CommandLine;
using Qga.Cli.Accounts;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga keys add</c>.</summary>
internal sealed class KeysAddVerb(Invocation invocation)
    : KeysChangeVerb(invocation, "add", "Add keys to a user's", "USER [FILE...]", "A user of the guest, and files with public keys")
{
    private IReadOnlyList<PublicKey> _keys = [];

    public override IReadOnlyList<Example> Examples =>
    [
        new("keys add web1 root", "let the keys in ~/.ssh/*.pub in"),
        new("keys add 'web*' admin team.pub", "the keys of a file, into several guests"),
    ];

    protected override async Task PrepareAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken) =>
        _keys = await ReadKeysAsync(invocation, arguments, cancellationToken).ConfigureAwait(false);

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        string user = UserOf(arguments);
        HashSet<string> present = [.. (await ListAsync(client, user, cancellationToken).ConfigureAwait(false)).Select(line =>
            PublicKey.Parse(line)?.Identity ?? line)];
        PublicKey[] added = [.. _keys.Where(key => !present.Contains(key.Identity))];
        PublicKey[] known = [.. _keys.Except(added)];
        if (added.Length > 0)
        {
            await client.GuestSshAddAuthorizedKeysAsync(user, [.. added.Select(key => key.Line)], cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        string already = known.Length == 0 ? "" : $"; there already: {string.Join(", ", known.Select(key => key.Shown))}";
        return Answer.Done(
            $"{Count(added.Length)} added for {user}{already}",
            (User, user),
            (new("ADDED", "added", ValueKind.List), added.Select(key => key.Line)),
            (new("PRESENT", "present", ValueKind.List), known.Select(key => key.Line)));
    }
}
