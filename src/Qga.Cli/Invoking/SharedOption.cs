using System.CommandLine;
using System.CommandLine.Parsing;

namespace Qga.Cli.Invoking;

/// <summary>
/// An option that several verbs have. Each verb gets one of its own: System.CommandLine keeps in an option, for good, every command that it was added to.
/// </summary>
/// <param name="create">Makes one.</param>
internal sealed class SharedOption<T>(Func<Option<T>> create)
{
    private readonly string _name = create().Name;

    /// <summary>One for a verb, or for all verbs.</summary>
    public Option<T> Create() => create();

    /// <summary>Whether an option of a verb is one of these.</summary>
    public bool IsSame(Option? option) => option?.Name == _name;

    /// <inheritdoc cref="ValueIn(CommandResult)"/>
    public T? ValueIn(ParseResult arguments) => ValueIn(arguments.CommandResult);

    /// <summary>What the user gave, or the option's default; that of the type if the verb has no such option.</summary>
    public T? ValueIn(CommandResult verb)
    {
        for (SymbolResult? result = verb; result is not null; result = result.Parent)
        {
            if (result is CommandResult { Command: Command command } && command.Options.FirstOrDefault(IsSame) is Option<T> option)
            {
                return verb.GetValue(option);
            }
        }

        return default;
    }
}
