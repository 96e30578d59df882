using System.Text.RegularExpressions;
using Qapi.Model;

namespace Qapi.Generator.Planning;

/// <summary>Turns the schema's documentation into the text of XML documentation comments.</summary>
internal static class XmlDocumentation
{
    private static readonly Regex s_literal = new("``([^`]+)``", RegexOptions.CultureInvariant);
    private static readonly Regex s_reference = new(@"(?<![\w@])@([\w-]*\w)", RegexOptions.CultureInvariant);

    /// <summary>What a definition is.</summary>
    public static string Summary(Definition definition) =>
        definition.Documentation?.Body is { Length: > 0 } body ? ToXml(body) : $"<c>{definition.Name}</c> of the schema.";

    /// <summary>What a member, a value or a branch is.</summary>
    public static string Summary(Definition owner, string name) =>
        owner.Documentation?.Members.FirstOrDefault(member => member.Name == name)?.Text is { Length: > 0 } text
            ? ToXml(text)
            : $"<c>{name}</c> of <c>{owner.Name}</c>.";

    /// <summary>What a command returns.</summary>
    public static string Returns(CommandDefinition command) =>
        command.Documentation?.Sections.FirstOrDefault(section => section.Tag == "Returns")?.Text is { Length: > 0 } text
            ? ToXml(text)
            : "The result.";

    private static string ToXml(string text)
    {
        string xml = text.Trim().Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
        xml = s_reference.Replace(s_literal.Replace(xml, "<c>$1</c>"), "<c>$1</c>");
        return char.ToUpperInvariant(xml[0]) + xml.Substring(1);
    }
}
