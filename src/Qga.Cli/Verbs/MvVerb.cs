using System.CommandLine;
using Qga.Cli.Failures;
using Qga.Cli.Files;

namespace Qga.Cli.Verbs;

/// <summary><c>qga mv</c>.</summary>
internal sealed class MvVerb(Invocation invocation) : PathProgramVerb(
    invocation,
    "mv",
    "Rename or move files of the guest",
    "GUEST:SOURCE... TARGET",
    "Paths of one guest; the last one is where they go, GUEST: may be left out there",
    2)
{
    public override IReadOnlyList<Example> Examples =>
        [new("mv web1:/etc/app.conf.new web1:/etc/app.conf", "rename a file"), new("mv web1:/srv/a web1:/srv/b /mnt/", "into a directory")];

    protected override IReadOnlyList<string> PathsOf(ParseResult arguments)
    {
        string[] words = arguments.GetRequiredValue(Words);
        string guest = GuestPath.Parse(words[0]).Guest;
        // A path alone is one of the same guest.
        string[] all =
        [
            .. words[..^1],
            GuestPath.ParseUnlessFile(words[^1]) is null && !words[^1].StartsWith($"{guest}:", StringComparison.Ordinal) ? $"{guest}:{words[^1]}" : words[^1],
        ];
        return all.Select(GuestPath.Parse).All(path => path.Guest == guest)
            ? all
            : throw new UsageException("mv: source and target are in one guest; 'qga cp' copies between guests");
    }

    protected override IReadOnlyList<string> ArgumentsOf(IReadOnlyList<string> paths, ParseResult arguments) => ["--", .. paths];
}
