using System.CommandLine;

namespace Qga.Cli.Pages;

/// <summary>Man pages in mdoc(7): qga(1), and one for each verb.</summary>
internal static class ManText
{
    /// <summary>The date of the pages: that of the last change to what they say beyond the verbs' own words.</summary>
    private const string Date = "November 30, 2026";

    private static readonly (string Code, string Text)[] s_exitCodes =
    [
        ("0", "All is done."),
        ("1", "The agent refused, or the command failed."),
        ("2", "The command line is wrong."),
        ("3", "The guest or its agent cannot be reached."),
        ("4", "The time was over."),
        ("5", "Some of several guests failed."),
        ("129, 130, 143", "A signal ended it: SIGHUP, SIGINT (Ctrl-C) or SIGTERM."),
        ("141", "Nobody read the output any more."),
        ("255", "A verb that passes on the exit status of a program failed by itself."),
    ];

    private static readonly (string Address, string Text)[] s_addresses =
    [
        ("unix:PATH", "a unix socket; a path with a slash is one by itself"),
        ("tcp:HOST:PORT", "a character device of QEMU's that listens on TCP"),
        ("vsock:CID:PORT", "an agent that listens on AF_VSOCK"),
        ("hvsock:PATH:PORT", "the same in a guest of Cloud Hypervisor or Firecracker, whose socket is PATH"),
        ("serial:PATH", "a serial line or a pseudo-terminal"),
        ("libvirt:DOMAIN", "a domain of libvirt's; libvirt:DOMAIN@URI one of another host"),
    ];

    /// <summary>qga(1).</summary>
    public static IEnumerable<string> OfRoot(Command root) =>
    [
        .. Head("QGA", "qga", root.Description ?? ""),
        ".Sh SYNOPSIS",
        ".Nm",
        ".Ar verb",
        ".Ar guest",
        ".Op Ar ...",
        ".Sh DESCRIPTION",
        ".Nm",
        .. Text("talks to the guest agent of virtual machines, QEMU's or this project's, over any transport. A verb says what to do, a guest where."),
        .. Enum.GetValues<VerbGroup>().SelectMany(group => Group(root, group)),
        ".Sh GUESTS",
        .. Text("A guest is named as 'qga list' shows it. Several are named as a list a,b,c or by a pattern with * and ?; --all means every guest of this "
            + "host. They are asked side by side, and each line of output says whose it is. Instead of a name an address may stand:"),
        .. Tags(s_addresses.Select(address => ($".It Li {Word(address.Address)}", address.Text))),
        ".Sh OPTIONS",
        .. Text("Every verb has these:"),
        .. Options(root.Options.Where(option => !option.Hidden).Select(OptionText.Of)),
        ".Sh ENVIRONMENT",
        .. Tags(
        [
            (".It Ev NO_COLOR", "If set and not empty, no colours are used."),
            (".It Ev XDG_CONFIG_HOME", "Where the folder qga with the file guests is, ~/.config by default."),
            (".It Ev XDG_STATE_HOME", "Where the folder qga with the history of 'qga shell' is, ~/.local/state by default."),
        ]),
        ".Sh FILES",
        .. Tags([(".It Pa ~/.config/qga/guests", "Names for guests. A line is NAME = ADDRESS; a # begins a comment.")]),
        ".Sh EXIT STATUS",
        .. Tags(s_exitCodes.Select(code => ($".It {code.Code}", code.Text))),
        ".Sh SEE ALSO",
        .. SeeAlso(root.Subcommands.OfType<Verb>().Where(verb => !verb.Hidden).Select(verb => $"qga-{verb.Name} 1").Append("qemu-ga 8")),
    ];

    /// <summary>qga-VERB(1).</summary>
    public static IEnumerable<string> OfVerb(VerbPage page) =>
    [
        .. Head($"QGA-{page.Name.ToUpperInvariant()}", $"qga-{page.Name}", page.Summary),
        ".Sh SYNOPSIS",
        .. page.Synopsis.SelectMany(line =>
            (IEnumerable<string>)[$".Nm qga {Word(page.Name)}", .. line.Length == 0 ? Array.Empty<string>() : [$".Ar {Words(line)}"]]),
        ".Sh DESCRIPTION",
        .. Text($"{page.Summary}."),
        .. page.Details.SelectMany(paragraph => Text(paragraph).Prepend(".Pp")),
        .. page.Arguments.Count == 0 ? [] : (IEnumerable<string>)[".Pp", .. Text("Arguments:"), .. Tags(page.Arguments.Select(argument =>
            ($".It Ar {Words(argument.Name)}", argument.Text)))],
        .. page.Options.Count == 0
            ? [] : (IEnumerable<string>)[".Sh OPTIONS", .. Options(page.Options), ".Pp", .. Text("The options of every verb are described in qga(1).")],
        ".Sh EXAMPLES",
        .. page.Examples.SelectMany((example, index) => (IEnumerable<string>)
            [.. index == 0 ? Array.Empty<string>()
                : [".Pp"], .. Text($"{example.Explanation[..1].ToUpperInvariant()}{example.Explanation[1..]}:"), ".Dl " + Words($"qga {example.CommandLine}")]),
        ".Sh SEE ALSO",
        .. SeeAlso(["qga 1"]),
    ];

    /// <summary>What every page begins with.</summary>
    public static string[] Head(string title, string name, string summary, int section = 1) =>
        [$".Dd {Date}", $".Dt {title} {section}", ".Os", ".Sh NAME", $".Nm {name}", $".Nd {Line(char.ToLowerInvariant(summary[0]) + summary[1..])}"];

    private static string[] Group(Command root, VerbGroup group)
    {
        Verb[] verbs = [.. root.Subcommands.OfType<Verb>().Where(verb => verb.Group == group && !verb.Hidden)];
        return verbs.Length == 0 ? Array.Empty<string>() : [$".Ss {HelpText.GroupName(group)}", .. Tags(verbs.Select(verb =>
            ($".It Xr qga-{verb.Name} 1", $"{verb.Description}.")))];
    }

    private static IEnumerable<string> Options(IEnumerable<OptionText> options) => Tags(options.Select(option =>
        ($".It {(option.Short is null ? "" : $"Fl {option.Short[1..]} , ")}Fl "
            + $"{option.Name[1..].Replace("-", "\\-", StringComparison.Ordinal)}{(option.Value is null ? "" : $" Ar {Words(option.Value)}")}",
        $"{option.Text}.")));

    private static IEnumerable<string> Tags(IEnumerable<(string Tag, string Text)> items) =>
        [".Bl -tag -width Ds", .. items.SelectMany(item => Text(item.Text).Prepend(item.Tag)), ".El"];

    private static IEnumerable<string> SeeAlso(IEnumerable<string> pages)
    {
        string[] sorted = [.. pages.OrderBy(page => page[^1]).ThenBy(page => page, StringComparer.Ordinal)];
        return sorted.Select((page, index) => $".Xr {page}{(index == sorted.Length - 1 ? "" : " ,")}");
    }

    /// <summary>Running text. A sentence begins a line, so that mdoc knows where sentences end.</summary>
    public static IEnumerable<string> Text(string text) => Line(text).Replace(". ", ".\n", StringComparison.Ordinal).Split('\n').Select(line =>
        line is ['.' or '\'', ..] ? $"\\&{line}" : line);

    private static string Line(string text) => text.Replace("\\", "\\e", StringComparison.Ordinal).Replace(" --", " \\-\\-", StringComparison.Ordinal);

    /// <summary>What stands behind a macro: quotes and what could be a macro or punctuation are escaped.</summary>
    public static string Words(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Word));

    /// <summary>One word of it.</summary>
    public static string Word(string word)
    {
        string escaped = word.Replace("\\", "\\e", StringComparison.Ordinal).Replace("\"", "\\(dq", StringComparison.Ordinal).Replace("-", "\\-",
            StringComparison.Ordinal);
        return escaped.Length <= 2 || escaped[0] is '\'' or '.' or '(' or '[' || char.IsUpper(escaped[0]) ? $"\\&{escaped}" : escaped;
    }
}
