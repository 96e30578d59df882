using System.CommandLine;
using Qga.Cli.Completion;
using Qga.Cli.Failures;

namespace Qga.Cli.Verbs;

/// <summary><c>qga completion</c>.</summary>
internal sealed class CompletionVerb : Verb
{
    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh or fish" };

    public CompletionVerb(Invocation invocation)
        : base("completion", VerbGroup.Agent, "Print what a shell needs to complete command lines of this program")
    {
        _shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        Add(_shell);
        SetAction(arguments =>
        {
            invocation.Terminal.Output.WriteLine(arguments.GetRequiredValue(_shell) switch
            {
                "bash" => ShellScripts.Bash,
                "zsh" => ShellScripts.Zsh,
                _ => ShellScripts.Fish,
            });
            return ExitCode.Success;
        });
    }

    public override string? WhyNoJson(ParseResult arguments) => "it writes a script for a shell";

    public override IReadOnlyList<Example> Examples =>
    [
        new("completion bash > /usr/share/bash-completion/completions/qga", "for every user of this host"),
        new("completion zsh > ~/.zfunc/_qga", "for a zsh whose fpath has ~/.zfunc"),
        new("completion fish > ~/.config/fish/completions/qga.fish", "for this user's fish"),
    ];

    public override IReadOnlyList<string> Details =>
        ["Verbs, options, the guests of this host and the agent's commands with their arguments are completed; files are left to the shell."];
}
