using System.CommandLine;
using Qga.Cli.Failures;
using Qga.Cli.Pages;

namespace Qga.Cli.Verbs;

/// <summary><c>qga man</c>, for whoever packages this program.</summary>
internal sealed class ManVerb : Verb
{
    private readonly Argument<string?> _verb = new("VERB")
    {
        Description = "A verb, or qemu-ga-commands; without it qga(1) is printed",
        Arity = ArgumentArity.ZeroOrOne,
    };
    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write all pages into this folder instead: qga.1, qga-VERB.1, qemu-ga-commands.7",
        HelpName = "FOLDER"
    };

    public ManVerb(Invocation invocation)
        : base("man", VerbGroup.Agent, "Print a man page in mdoc(7), or write all of them")
    {
        Hidden = true;
        Add(_verb);
        Add(_output);
        SetAction(arguments => Run(invocation, arguments));
    }

    public override string? WhyNoJson(ParseResult arguments) => "it writes a man page";

    public override IReadOnlyList<Example> Examples => [new("man load", "qga-load(1)"), new("man --output artifacts/man", "all pages")];

    private int Run(Invocation invocation, ParseResult arguments)
    {
        Command root = arguments.RootCommandResult.Command;
        Verb[] verbs = [.. root.Subcommands.OfType<Verb>().Where(verb => !verb.Hidden)];
        if (arguments.GetValue(_output) is string folder)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllLines(Path.Combine(folder, "qga.1"), ManText.OfRoot(root));
            foreach (Verb verb in verbs)
            {
                File.WriteAllLines(Path.Combine(folder, $"qga-{verb.Name}.1"), ManText.OfVerb(VerbPage.Of(verb)));
            }

            File.WriteAllLines(Path.Combine(folder, $"{CommandsPage.Name}.7"), CommandsPage.Lines());
            return ExitCode.Success;
        }

        string? name = arguments.GetValue(_verb);
        Verb? one = verbs.FirstOrDefault(verb => verb.Name == name);
        IEnumerable<string> lines = name is null ? ManText.OfRoot(root)
            : name == CommandsPage.Name ? CommandsPage.Lines()
            : one is not null ? ManText.OfVerb(VerbPage.Of(one))
            : throw new UsageException($"there is no verb '{name}'");
        foreach (string line in lines)
        {
            invocation.Terminal.Output.WriteLine(line);
        }

        return ExitCode.Success;
    }
}
