using System.Text;

namespace Qga.Agent.Commands.Ssh;

/// <summary>The content of an authorized_keys file. Lines that are not ours are kept byte for byte; every line ends with a line feed.</summary>
internal static class AuthorizedKeys
{
    /// <summary>Adds keys.</summary>
    /// <param name="content">The file's content.</param>
    /// <param name="keys">The keys.</param>
    /// <returns>The content with those that were not lines of it.</returns>
    public static byte[] Add(byte[] content, IReadOnlyList<string> keys)
    {
        HashSet<string> missing = LinesOf(keys);
        foreach (Range range in content.AsSpan().Split((byte)'\n'))
        {
            missing.Remove(Text(content.AsSpan()[range]));
        }

        List<byte> result = [.. content];
        EndLine(result);
        foreach (string key in keys)
        {
            // libvirt sends what follows the last line feed of a file as a key, too.
            byte[] line = Encoding.UTF8.GetBytes(key);
            if (line.Length > 0 && missing.Remove(Text(line)))
            {
                result.AddRange(line);
                result.Add((byte)'\n');
            }
        }

        return [.. result];
    }

    /// <summary>Removes keys, each as often as it is there.</summary>
    /// <param name="content">The file's content.</param>
    /// <param name="keys">The keys.</param>
    /// <returns>The other lines.</returns>
    public static byte[] Remove(byte[] content, IReadOnlyList<string> keys)
    {
        HashSet<string> unwanted = LinesOf(keys);
        List<byte> result = new(content.Length);
        ReadOnlySpan<byte> rest = content;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            if (!unwanted.Contains(Text(line)))
            {
                result.AddRange(end < 0 ? rest : rest[..(end + 1)]);
            }

            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return [.. result];
    }

    // A file may have any bytes: as text of Latin-1 they are only the same where they are the same.
    private static string Text(ReadOnlySpan<byte> line) => Encoding.Latin1.GetString(line);

    private static HashSet<string> LinesOf(IReadOnlyList<string> keys) => [.. keys.Select(key => Text(Encoding.UTF8.GetBytes(key)))];

    private static void EndLine(List<byte> content)
    {
        if (content.Count > 0 && content[^1] != '\n')
        {
            content.Add((byte)'\n');
        }
    }
}
