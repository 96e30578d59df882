using System.CommandLine;

namespace Qga.Cli.Pages;

/// <summary>An option as help and man pages show it.</summary>
/// <param name="Name">Its long name.</param>
/// <param name="Short">Its short name; null: none.</param>
/// <param name="Value">How its value is called; null: it takes none.</param>
/// <param name="Text">What it does.</param>
internal sealed record OptionText(string Name, string? Short, string? Value, string Text)
{
    public static OptionText Of(Option option) => new(
        option.Name,
        option.Aliases.FirstOrDefault(alias => alias.Length == 2),
        option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool) || option.ValueType == typeof(void) ? null : option.HelpName ?? "VALUE",
        option.Description ?? "");

    /// <summary>Both names and the value: <c>-t, --timeout SECONDS</c>.</summary>
    public string Shown => $"{(Short is null ? "    " : $"{Short}, ")}{Name}{(Value is null ? "" : $" {Value}")}";
}
