using System.CommandLine;

namespace Qga.Cli.Pages;

/// <summary>What help and a man page say of a verb, taken from its definition.</summary>
/// <param name="Name">The words behind <c>qga</c>.</param>
/// <param name="Summary">What it does, without a full stop.</param>
/// <param name="Synopsis">Its arguments; for a verb with verbs of its own one line for each.</param>
/// <param name="Details">Paragraphs.</param>
/// <param name="Arguments">The arguments, with what they are.</param>
/// <param name="Options">Its own options.</param>
/// <param name="Examples">Examples.</param>
internal sealed record VerbPage(
    string Name, string Summary, IReadOnlyList<string> Synopsis, IReadOnlyList<string> Details, IReadOnlyList<(string Name, string Text)> Arguments,
    IReadOnlyList<OptionText> Options, IReadOnlyList<Example> Examples)
{
    /// <summary>The page of a verb.</summary>
    public static VerbPage Of(Verb verb)
    {
        Command[] commands = verb.Subcommands.Count == 0 ? [verb] : [.. verb.Subcommands.Where(one => !one.Hidden)];
        return new(
            verb.Name,
            verb.Description ?? "",
            [.. commands.Select(command => Usage(command, command == verb ? "" : $"{command.Name} "))],
            [.. verb.Details, .. commands.Length > 1 ? [string.Join(' ', commands.Select(command =>
                $"{command.Name}: {command.Description}."))] : Array.Empty<string>()],
            [.. commands.SelectMany(command => command.Arguments).Where(argument => !argument.Hidden).Select(argument =>
                (Shown(argument), argument.Description ?? "")).Distinct()],
            [.. commands.Append(verb).Distinct().SelectMany(command => command.Options).Where(option =>
                !option.Hidden).Select(OptionText.Of).DistinctBy(option => option.Name)],
            [.. verb.Examples, .. commands.Where(command => command != verb).OfType<Verb>().SelectMany(command => command.Examples)]);
    }

    private static string Usage(Command command, string prefix)
    {
        string options = command.Options.Any(option => !option.Hidden) ? "[OPTION...] " : "";
        return (prefix + options + string.Join(' ', command.Arguments.Where(argument => !argument.Hidden).Select(Shown))).TrimEnd();
    }

    // A name for help says it all itself.
    private static string Shown(Argument argument)
    {
        if (argument.HelpName is string shown)
        {
            return shown;
        }

        string name = argument.Name;
        string many = argument.Arity.MaximumNumberOfValues > 1 ? $"{name}..." : name;
        return argument.Arity.MinimumNumberOfValues == 0 && name != "GUEST" ? $"[{many}]" : many;
    }
}
