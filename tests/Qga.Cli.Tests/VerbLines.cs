using System.CommandLine;
using Qga.Cli.Output;

namespace Qga.Cli.Tests;

/// <summary>A command line of every verb, so that a rule of all can be held against each.</summary>
internal static class VerbLines
{
    // GUEST is a guest's address, NEW a file that does not exist.
    private static readonly string[] s_lines =
    [
        "list", "info GUEST", "ping -c 1 -q GUEST", "wait GUEST", "ip GUEST", "df GUEST", "disks GUEST", "who GUEST", "cpus GUEST", "mem GUEST", "load GUEST",
        "routes GUEST", "stats GUEST", "top -c 1 -i 0.05 GUEST", "ps GUEST", "logs GUEST", "report -o NEW GUEST", "cp GUEST:/etc/hostname NEW",
        "cat GUEST:/etc/hostname", "tee GUEST:/tmp/x", "tail GUEST:/etc/hostname", "ls GUEST:/tmp", "mkdir GUEST:/tmp/x", "rm GUEST:/tmp/x",
        "mv GUEST:/tmp/x GUEST:/tmp/y", "chmod 0600 GUEST:/tmp/x", "edit GUEST:/tmp/x", "exec GUEST -- true", "run GUEST true", "script GUEST -",
        "kill GUEST 4711", "freeze GUEST", "thaw GUEST", "status GUEST", "frozen GUEST -- true", "snapshot --no-freeze GUEST", "trim GUEST",
        "shutdown GUEST", "reboot GUEST", "halt GUEST", "suspend disk GUEST", "wake GUEST", "passwd --stdin GUEST root", "keys list GUEST root",
        "keys add GUEST root -", "keys remove GUEST root -", "call GUEST guest-get-time", "commands GUEST", "schema guest-ping", "shell GUEST",
        "doctor GUEST", "agent status GUEST", "agent install --from /bin/true GUEST", "agent upgrade --from /bin/true GUEST", "agent rollback GUEST",
        "completion bash", "__complete --line qga", "man",
    ];

    /// <summary>Whether a verb has others below it.</summary>
    public static bool HasVerbs(string name) => name is "keys" or "agent";

    /// <summary>Each line's words.</summary>
    /// <param name="guest">The guest's address.</param>
    /// <param name="path">A file of this host that does not exist.</param>
    public static IEnumerable<string[]> All(string guest, string path) => s_lines.Select(line => (string[])
        [.. line.Split(' ').Select(word => word.Replace("GUEST", guest, StringComparison.Ordinal).Replace("NEW", path, StringComparison.Ordinal))]);

    /// <summary>Every verb that does something itself, <c>keys list</c> for what is below another.</summary>
    public static IEnumerable<(string Name, Verb Verb)> Verbs() => Tree().Subcommands.OfType<Verb>().SelectMany(verb => verb.Subcommands.Count == 0
        ? (IEnumerable<(string, Verb)>)[(verb.Name, verb)]
        : verb.Subcommands.OfType<Verb>().Select(below => ($"{verb.Name} {below.Name}", below)));

    public static RootCommand Tree() =>
        CommandTree.Build(new(new Terminal { Output = TextWriter.Null, Error = TextWriter.Null, Input = () => Stream.Null }, new([])));
}
