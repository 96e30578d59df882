using System.Runtime.InteropServices;
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
        List<byte> result = [.. content];
        foreach (string key in keys)
        {
            // libvirt sends what follows the last line feed of a file as a key, too.
            byte[] line = Encoding.UTF8.GetBytes(key);
            if (line.Length > 0 && !HasLine(CollectionsMarshal.AsSpan(result), line))
            {
                EndLine(result);
                result.AddRange(line);
                result.Add((byte)'\n');
            }
        }

        EndLine(result);
        return [.. result];
    }

    /// <summary>Removes keys, each as often as it is there.</summary>
    /// <param name="content">The file's content.</param>
    /// <param name="keys">The keys.</param>
    /// <returns>The other lines.</returns>
    public static byte[] Remove(byte[] content, IReadOnlyList<string> keys)
    {
        HashSet<string> unwanted = [.. keys];
        List<byte> result = new(content.Length);
        ReadOnlySpan<byte> rest = content;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            if (!unwanted.Contains(Encoding.UTF8.GetString(line)))
            {
                result.AddRange(end < 0 ? rest : rest[..(end + 1)]);
            }

            rest = end < 0 ? default : rest[(end + 1)..];
        }

        return [.. result];
    }

    private static bool HasLine(ReadOnlySpan<byte> content, ReadOnlySpan<byte> wanted)
    {
        foreach (Range range in content.Split((byte)'\n'))
        {
            if (content[range].SequenceEqual(wanted))
            {
                return true;
            }
        }

        return false;
    }

    private static void EndLine(List<byte> content)
    {
        if (content.Count > 0 && content[^1] != '\n')
        {
            content.Add((byte)'\n');
        }
    }
}
