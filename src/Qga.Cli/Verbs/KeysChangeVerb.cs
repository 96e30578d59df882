using System.CommandLine;
using Qga.Cli.Accounts;
using Qga.Cli.Failures;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary>A verb below <c>qga keys</c>.</summary>
internal abstract class KeysChangeVerb(Invocation invocation, string name, string summary, string words, string description)
    : GuestWordsVerb(invocation, name, VerbGroup.Accounts, summary, words, description)
{
    protected static Column User { get; } = new("USER", "user");

    protected string UserOf(ParseResult arguments) =>
        WordsOf(arguments) is [string user, ..] ? user : throw new UsageException("keys: name a user of the guest");

    /// <summary>The keys that files give.</summary>
    protected Task<IReadOnlyList<PublicKey>> ReadKeysAsync(Invocation run, ParseResult arguments, CancellationToken cancellationToken)
    {
        _ = UserOf(arguments);
        return KeyFiles.ReadAsync(WordsOf(arguments)[1..], run.Terminal, Environment.GetEnvironmentVariable("HOME") ?? "/", cancellationToken);
    }

    /// <summary>The lines of the user's file; none where there is no file.</summary>
    protected static async Task<IReadOnlyList<string>> ListAsync(GuestAgentClient client, string user, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GuestSshGetAuthorizedKeysAsync(user, cancellationToken).ConfigureAwait(false)).Keys;
        }
        catch (GuestAgentRefusedException refusal) when (refusal.Message.Contains("No such file or directory", StringComparison.Ordinal))
        {
            return [];
        }
    }

    /// <summary>A number of keys in words.</summary>
    protected static string Count(int count) => count == 1 ? "1 key" : $"{count} keys";
}
