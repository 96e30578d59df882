using System.CommandLine;
using System.Text;
using Qga.Cli.Accounts;
using Qga.Cli.Failures;
using Qga.Cli.Guests;
using Qga.Cli.Output;
using Qga.Client;

namespace Qga.Cli.Verbs;

/// <summary><c>qga passwd</c>.</summary>
internal sealed class PasswdVerb : GuestWordsVerb
{
    private static readonly Column s_user = new("USER", "user");

    private readonly Option<bool> _stdin = new("--stdin") { Description = "Read the password from standard input, its first line" };
    private readonly Option<bool> _crypted = new("--crypted") { Description = "The password is a hash, as crypt(3) makes it" };
    private string _password = "";

    public PasswdVerb(Invocation invocation)
        : base(invocation, "passwd", VerbGroup.Accounts, "Set the password of a user in the guest", "USER", "The user")
    {
        Add(_stdin);
        Add(_crypted);
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("passwd web1 root", "ask for the password twice, unseen"),
        new("passwd --stdin web1 root < secret", "take it from a file"),
        new("passwd --stdin --crypted 'web*' admin < hash", "a hash, for several guests"),
    ];

    public override IReadOnlyList<string> Details =>
        ["The password does not appear on the command line, in the dialogue that --verbose shows, or in any file."];

    protected override async Task PrepareAsync(Invocation invocation, ParseResult arguments, CancellationToken cancellationToken)
    {
        string user = UserOf(arguments);
        _password = arguments.GetValue(_stdin)
            ? await ReadAsync(invocation.Terminal, cancellationToken).ConfigureAwait(false)
            : await AskAsync(invocation.Terminal, user, cancellationToken).ConfigureAwait(false);
        if (_password.Length == 0)
        {
            throw new UsageException("passwd: the password is empty");
        }
    }

    protected override async Task<Answer> AskAsync(Guest guest, GuestAgentClient client, ParseResult arguments, CancellationToken cancellationToken)
    {
        string user = UserOf(arguments);
        await client.GuestSetUserPasswordAsync(user, Encoding.UTF8.GetBytes(_password), arguments.GetValue(_crypted), cancellationToken).ConfigureAwait(false);
        return Answer.Done($"the password of {user} is set", (s_user, user));
    }

    private string UserOf(ParseResult arguments) => WordsOf(arguments) is [string user] ? user : throw new UsageException("passwd: name one user");

    private static async Task<string> ReadAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        using StreamReader reader = new(terminal.Input());
        return await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? "";
    }

    private static async Task<string> AskAsync(Terminal terminal, string user, CancellationToken cancellationToken)
    {
        if (!terminal.IsInputTerminal)
        {
            throw new UsageException("passwd: standard input is no terminal; --stdin takes the password from it");
        }

        string? first = await SecretPrompt.AskAsync(terminal, $"New password of {user}: ", cancellationToken).ConfigureAwait(false);
        string? second = first is null ? null : await SecretPrompt.AskAsync(terminal, "Once more: ", cancellationToken).ConfigureAwait(false);
        return second is null ? throw new VerbException("passwd: given up; nothing was changed")
            : first == second ? first!
            : throw new VerbException("passwd: the two differ; nothing was changed");
    }
}
