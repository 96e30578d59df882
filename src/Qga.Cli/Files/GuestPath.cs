using Qga.Cli.Failures;

namespace Qga.Cli.Files;

/// <summary>
/// A path in a guest, <c>GUEST:PATH</c>. GUEST ends at the first colon that cannot belong to it: behind a name, behind the path of <c>unix:</c> and
/// <c>serial:</c>, behind the port of <c>tcp:</c>, <c>vsock:</c> and <c>hvsock:</c>, behind the path of a libvirt URI. PATH is all the rest.
/// </summary>
/// <param name="Guest">An address, a name, or a pattern.</param>
/// <param name="Path">The path.</param>
internal sealed record GuestPath(string Guest, string Path)
{
    /// <summary>How help says it.</summary>
    public const string Rule =
        "GUEST:PATH is a path in a guest. GUEST ends at the first colon that cannot be its own: web1:/etc/motd, 'web*':/etc/motd, unix:/run/a.sock:/etc/motd, "
            + "tcp:HOST:PORT:/etc/motd, libvirt:web1@qemu:///system:/etc/motd. PATH may have colons.";

    /// <summary>Reads it where only a path in a guest can stand; there the path of a socket may be given without <c>unix:</c>.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static GuestPath Parse(string word) => Split(word, mayBeFile: false) switch
    {
        null => throw new UsageException($"'{word}' is no GUEST:PATH"),
        { Path.Length: 0 } => throw new UsageException($"'{word}' has no path behind the colon"),
        GuestPath path => path,
    };

    /// <summary>Reads it where a file of this host can stand: as with scp, what has a slash before its first colon is one. null: it is one.</summary>
    /// <exception cref="UsageException">The path is missing.</exception>
    public static GuestPath? ParseUnlessFile(string word) => Split(word, mayBeFile: true) switch
    {
        { Path.Length: 0 } => throw new UsageException($"'{word}' has no path behind the colon"),
        var path => path,
    };

    private static GuestPath? Split(string word, bool mayBeFile)
    {
        int end = EndOfGuest(word);
        return end <= 0 || (mayBeFile && word.AsSpan(0, word.IndexOf(':', StringComparison.Ordinal)).Contains('/'))
            ? null
            : new(word[..end], word[(end + 1)..]);
    }

    private static int EndOfGuest(string word)
    {
        int kind = word.IndexOf(':', StringComparison.Ordinal);
        return (kind < 0 ? "" : word[..kind]) switch
        {
            "unix" or "serial" => NextColon(word, kind),
            "tcp" => NextColon(word, NextColon(word, word.AsSpan(kind + 1) is ['[', ..] ? word.IndexOf(']', StringComparison.Ordinal) : kind)),
            "vsock" or "hvsock" => NextColon(word, NextColon(word, kind)),
            "libvirt" => EndOfDomain(word, kind),
            _ => kind,
        };
    }

    // libvirt:DOMAIN, or libvirt:DOMAIN@SCHEME://AUTHORITY/PATH.
    private static int EndOfDomain(string word, int kind)
    {
        int end = NextColon(word, kind);
        bool hasUri = end > 0 && word.AsSpan(end).StartsWith("://") && word.AsSpan(kind, end - kind).Contains('@');
        int path = hasUri ? word.IndexOf('/', end + "://".Length) : -1;
        return !hasUri ? end : path < 0 ? -1 : NextColon(word, path);
    }

    private static int NextColon(string word, int from) => from < 0 ? -1 : word.IndexOf(':', from + 1);
}
