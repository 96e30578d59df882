namespace Qga.Cli.Verbs;

/// <summary><c>qga keys</c>.</summary>
internal sealed class KeysVerb : Verb
{
    public KeysVerb(Invocation invocation)
        : base("keys", VerbGroup.Accounts, "List, add and remove the SSH keys that let a user into the guest")
    {
        Add(new KeysListVerb(invocation));
        Add(new KeysAddVerb(invocation));
        Add(new KeysRemoveVerb(invocation));
    }

    public override IReadOnlyList<Example> Examples => [];

    public override IReadOnlyList<string> Details =>
    [
        "FILE has public keys, one a line, as in authorized_keys or id_ed25519.pub; - is standard input. Without a FILE the keys in ~/.ssh/*.pub are taken. "
            + "Two lines are the same key "
            + "if kind and key are the same, whatever their comments and options.",
    ];
}
