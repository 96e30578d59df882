using System.Text.RegularExpressions;
using Qapi.Model;

namespace Qapi.Generator.Planning;

/// <summary>
/// Turns the schema's documentation into plain text: a paragraph is one line, with an empty line to the next; a list's items are lines of their own.
/// </summary>
internal static class PlainDocumentation
{
    private static readonly Regex s_literal = new("``([^`]+)``", RegexOptions.CultureInvariant);
    private static readonly Regex s_reference = new(@"(?<![\w@])@([\w-]*\w)", RegexOptions.CultureInvariant);
    private static readonly Regex s_lineEnd = new(@"(?<!\n) *\n *(?![\n*-])", RegexOptions.CultureInvariant);

    /// <summary>What a definition is: what stands before its members and, without a tag, behind them.</summary>
    public static string Text(Definition definition) => Plain(string.Join("\n\n", new[] { definition.Documentation?.Body }
        .Concat((definition.Documentation?.Sections ?? default).Where(section => section.Tag.Length == 0).Select(section => section.Text))
        .Where(text => !string.IsNullOrEmpty(text))));

    /// <summary>What a member, a value or a branch is; empty if the schema does not say.</summary>
    public static string Text(Definition owner, string name) =>
        Plain(owner.Documentation?.Members.FirstOrDefault(member => member.Name == name)?.Text ?? "");

    /// <summary>What a command returns; null if the schema does not say.</summary>
    public static string? Returns(CommandDefinition command) =>
        command.Documentation?.Sections.FirstOrDefault(section => section.Tag == "Returns")?.Text is { Length: > 0 } text ? Plain(text) : null;

    private static string Plain(string text) => s_reference.Replace(s_literal.Replace(s_lineEnd.Replace(text.Trim(), " "), "'$1'"), "$1");
}
