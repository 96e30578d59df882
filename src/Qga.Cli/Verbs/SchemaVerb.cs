using System.CommandLine;
using System.Globalization;
using Qapi.Runtime.Cataloguing;
using Qga.Cli.Failures;
using Qga.Cli.Output;
using Qga.Cli.Schema;

namespace Qga.Cli.Verbs;

/// <summary><c>qga schema</c>.</summary>
internal sealed class SchemaVerb : Verb
{
    private static readonly Column[] s_memberColumns = [new("NAME", "name"), new("TYPE", "type"), new("OPTIONAL", "optional"), new("TEXT", "text")];
    private static readonly Column[] s_listColumns = [new("COMMAND", "command"), new("SINCE", "since"), new("SUMMARY", "summary")];

    private readonly Argument<string?> _name = new("COMMAND") { Description = "A command, or a type", Arity = ArgumentArity.ZeroOrOne };

    public SchemaVerb(Invocation invocation)
        : base("schema", VerbGroup.Agent, "Describe a command of the agent: its arguments, result and documentation")
    {
        _name.CompletionSources.Add(_ => CommandCatalog.Commands.Select(command =>
            new System.CommandLine.Completions.CompletionItem(command.Name, detail: command.Summary)));
        Add(_name);
        SetAction(arguments => Show(invocation.With(arguments), arguments.GetValue(_name)));
    }

    public override IReadOnlyList<Example> Examples =>
    [
        new("schema", "all commands"),
        new("schema guest-exec", "the documentation of a command"),
        new("schema GuestExecStatus", "the documentation of a type"),
    ];

    public override IReadOnlyList<string> Details =>
        ["No guest is asked: the schema is part of this program. 'qga commands' shows what a guest's agent has of it."];

    private static int Show(Invocation invocation, string? name)
    {
        if (name is null)
        {
            Answer list = Answer.Table(s_listColumns, CommandCatalog.Commands.Select(command => (object?[])[command.Name, command.Since, command.Summary]));
            Write(invocation, list, []);
        }
        else if (CommandCatalog.FindCommand(name) is CatalogCommand command)
        {
            Write(invocation, Describe(command), SchemaText.Of(command, Width(invocation.Terminal)));
        }
        else if (CommandCatalog.FindType(name) is CatalogType type)
        {
            Write(invocation, Describe(type), [.. SchemaText.Of(type, Width(invocation.Terminal)), "", $"Since: {type.Since ?? "unknown"}"]);
        }
        else
        {
            string? similar = SimilarNames.Find(name, [.. CommandCatalog.Commands.Select(one => one.Name), .. CommandCatalog.Types.Select(one => one.Name)]);
            throw new UsageException($"the schema has no command or type '{name}'{(similar is null ? "" : $"; did you mean '{similar}'?")}");
        }

        return ExitCode.Success;
    }

    private static void Write(Invocation invocation, Answer answer, IEnumerable<string> lines)
    {
        if (invocation.IsJson)
        {
            JsonAnswers.WriteOne(invocation.Terminal.Output, answer);
        }
        else if (answer.Shape == AnswerShape.Table)
        {
            new AnswerWriter(invocation.Terminal, isJson: false).Write([new("", answer, null)], isPlural: false);
        }
        else
        {
            foreach (string line in lines)
            {
                invocation.Terminal.Output.WriteLine(line);
            }
        }
    }

    // People read lines of up to 100 characters; a pipe gets what a terminal of 80 would.
    private static int Width(Terminal terminal) => terminal.IsOutputTerminal ? Math.Clamp(Console.WindowWidth, 40, 100) : 80;

    private static Answer Describe(CatalogCommand command) => Answer.Page(
        (new("", "command"), command.Name),
        (new("", "text"), command.Text),
        (new("", "arguments"), Members(command.Arguments)),
        (new("", "returns"), command.Returns),
        (new("", "returns-text"), command.ReturnsText),
        (new("", "answers"), command.IsAnswered),
        (new("", "since"), command.Since),
        (new("", "features"), command.Features),
        (new("", "condition"), command.Condition));

    private static Answer Describe(CatalogType type) => Answer.Page(
        (new("", "type"), type.Name),
        (new("", "kind"), type.Kind.ToString().ToLower(CultureInfo.InvariantCulture)),
        (new("", "text"), type.Text),
        (new("", "members"), Members(type.Members)),
        (new("", "discriminator"), type.Discriminator),
        (new("", "branches"), Members(type.Branches)),
        (new("", "since"), type.Since),
        (new("", "condition"), type.Condition));

    private static Answer Members(IReadOnlyList<CatalogMember> members) =>
        Answer.Table(s_memberColumns, members.Select(member => (object?[])[member.Name, member.Type, member.IsOptional, member.Text]));
}
