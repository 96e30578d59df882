using System.Text;

namespace Qga.Agent.Commands.Ssh;

/// <summary>
/// The content of an authorized_keys file. Lines are keys or not, whatever blanks and carriage returns are around them; those that stay are kept byte
/// for byte.
/// </summary>
internal static class AuthorizedKeys
{
    private static ReadOnlySpan<byte> Blanks => " \t\r\v\f"u8;

    /// <summary>The keys of a file in the order of its lines, without comments.</summary>
    public static List<string> Read(ReadOnlySpan<byte> content)
    {
        List<string> keys = [];
        foreach (Range range in content.Split((byte)'\n'))
        {
            if (content[range].Trim(Blanks) is { IsEmpty: false } line && line[0] != '#')
            {
                keys.Add(Encoding.UTF8.GetString(line));
            }
        }

        return keys;
    }

    /// <summary>The content with the keys that it lacks at its end, each on a line of its own.</summary>
    public static byte[] Add(byte[] content, IReadOnlyList<string> keys)
    {
        HashSet<string> missing = Keys(keys);
        foreach (Range range in content.AsSpan().Split((byte)'\n'))
        {
            missing.Remove(Key(content.AsSpan()[range]));
        }

        List<byte> result = [.. content];
        EndLine(result);
        foreach (string key in keys)
        {
            byte[] line = Encoding.UTF8.GetBytes(key);
            if (missing.Remove(Key(line)))
            {
                result.AddRange(line);
                result.Add((byte)'\n');
            }
        }

        return [.. result];
    }

    /// <summary>The content without the lines of some keys.</summary>
    public static byte[] Remove(byte[] content, IReadOnlyList<string> keys)
    {
        HashSet<string> unwanted = Keys(keys);
        List<byte> result = new(content.Length);
        ReadOnlySpan<byte> rest = content;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            if (!unwanted.Contains(Key(line)))
            {
                result.AddRange(end < 0 ? rest : rest[..(end + 1)]);
            }

            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return [.. result];
    }

    // A file may hold any bytes: as Latin-1 two lines are the same text only where they are the same bytes.
    private static string Key(ReadOnlySpan<byte> line) => Encoding.Latin1.GetString(line.Trim(Blanks));

    // libvirt sends what follows the last line feed of a file as a key, too: an empty one.
    private static HashSet<string> Keys(IReadOnlyList<string> keys)
    {
        HashSet<string> result = new(keys.Count);
        foreach (string key in keys)
        {
            result.Add(Key(Encoding.UTF8.GetBytes(key)));
        }

        result.Remove("");
        return result;
    }

    private static void EndLine(List<byte> content)
    {
        if (content.Count > 0 && content[^1] != '\n')
        {
            content.Add((byte)'\n');
        }
    }
}
