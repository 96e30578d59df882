using System.CommandLine;
using Qga.Cli.Schema;

namespace Qga.Cli.Pages;

/// <summary><c>--help</c>.</summary>
internal static class HelpText
{
    private const int NameWidth = 14;

    /// <summary>The help of the program: its verbs by what they are for.</summary>
    public static IEnumerable<string> OfRoot(Command root, int width) =>
    [
        .. SchemaText.Wrap($"{root.Description}.", width, ""),
        "",
        "Usage: qga VERB GUEST [...]",
        "",
        .. SchemaText.Wrap(
            "GUEST is the name of a guest that runs on this host ('qga list'), a list a,b,c, a pattern 'web*', or an address: a path or unix:PATH, "
                + "tcp:HOST:PORT, vsock:CID:PORT, hvsock:PATH:PORT, serial:PATH, libvirt:DOMAIN or libvirt:DOMAIN@URI.",
            width,
            ""),
        .. Enum.GetValues<VerbGroup>().SelectMany(group => Group(root, group, width)),
        "",
        "Options of every verb:",
        .. Options(root.Options.Where(option => !option.Hidden).Select(OptionText.Of), width),
        "",
        "'qga VERB --help' shows how a verb is used, with examples.",
    ];

    /// <summary>The help of a verb.</summary>
    public static IEnumerable<string> OfVerb(VerbPage page, int width)
    {
        List<string> lines =
        [
            .. SchemaText.Wrap($"{page.Summary}.", width, ""),
            "",
            .. page.Synopsis.Select((line, index) => $"{(index == 0 ? "Usage:" : "      ")} qga {page.Name} {line}".TrimEnd()),
            .. page.Details.SelectMany(paragraph => SchemaText.Wrap(paragraph, width, "").Prepend("")),
        ];
        if (page.Arguments.Count > 0)
        {
            lines.AddRange(["", "Arguments:", .. page.Arguments.SelectMany(argument => Entry(argument.Name, argument.Text, width))]);
        }

        if (page.Options.Count > 0)
        {
            lines.AddRange(["", "Options:", .. Options(page.Options, width)]);
        }

        lines.AddRange(["", "Examples:", .. page.Examples.SelectMany(example =>
            (IEnumerable<string>)[$"  qga {example.CommandLine}", $"      {example.Explanation}"])]);
        return [.. lines, "", "'qga --help' shows the options of every verb."];
    }

    private static IEnumerable<string> Group(Command root, VerbGroup group, int width)
    {
        Verb[] verbs = [.. root.Subcommands.OfType<Verb>().Where(verb => verb.Group == group && !verb.Hidden)];
        return verbs.Length == 0 ? [] : ["", $"{GroupName(group)}:", .. verbs.SelectMany(verb => Entry(verb.Name, verb.Description ?? "", width))];
    }

    /// <summary>What the verbs of a group are for.</summary>
    public static string GroupName(VerbGroup group) => group switch
    {
        VerbGroup.Look => "Look",
        VerbGroup.Files => "Files",
        VerbGroup.Programs => "Programs",
        VerbGroup.Freezing => "Freeze and trim file systems",
        VerbGroup.Power => "Power",
        VerbGroup.Accounts => "Accounts",
        _ => "The agent, and this program",
    };

    private static IEnumerable<string> Options(IEnumerable<OptionText> options, int width) => options.SelectMany(option =>
        Entry(option.Shown, option.Text, width, 26));

    private static IEnumerable<string> Entry(string name, string text, int width, int nameWidth = NameWidth)
    {
        string[] lines = [.. SchemaText.Wrap(text, width, new string(' ', nameWidth))];
        bool isShort = name.Length + 4 <= nameWidth;
        return isShort ? [$"  {name.PadRight(nameWidth - 2)}{lines[0].TrimStart()}".TrimEnd(), .. lines[1..]] : [$"  {name}", .. lines];
    }
}
