using Qga.Cli.Failures;
using Qga.Cli.Output;

namespace Qga.Cli.Accounts;

/// <summary>Reads public keys from files.</summary>
internal static class KeyFiles
{
    /// <summary>Reads keys.</summary>
    /// <param name="files">The files; <c>-</c> is standard input. None: the user's own public keys.</param>
    /// <param name="terminal">Has standard input.</param>
    /// <param name="home">The folder with the user's <c>.ssh</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The keys, each once.</returns>
    /// <exception cref="UsageException">There is no key, or a line is none.</exception>
    public static async Task<IReadOnlyList<PublicKey>> ReadAsync(IReadOnlyList<string> files, Terminal terminal, string home,
        CancellationToken cancellationToken)
    {
        if (files.Count == 0)
        {
            string folder = Path.Combine(home, ".ssh");
            files = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.pub").Order(StringComparer.Ordinal)] : [];
            if (files.Count == 0)
            {
                throw new UsageException($"keys: there is no {folder}/*.pub; name a file, or - for standard input");
            }
        }

        List<PublicKey> keys = [];
        foreach (string file in files)
        {
            using StreamReader reader = file == "-" ? new(terminal.Input()) : Open(file);
            string text = await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            Add(keys, text, file == "-" ? "standard input" : file);
        }

        return [.. keys.DistinctBy(key => key.Identity)];
    }

    private static StreamReader Open(string file) => File.Exists(file) ? new(file) : throw new UsageException($"keys: there is no file {file}");

    private static void Add(List<PublicKey> keys, string text, string place)
    {
        int number = 0;
        int before = keys.Count;
        foreach (string line in text.Split('\n'))
        {
            number++;
            if (line.AsSpan().Trim() is not ([] or ['#', ..]))
            {
                keys.Add(PublicKey.Parse(line) ?? throw new UsageException($"keys: {place}:{number}: not an OpenSSH public key"));
            }
        }

        if (keys.Count == before)
        {
            throw new UsageException($"keys: {place} has no public key");
        }
    }
}
