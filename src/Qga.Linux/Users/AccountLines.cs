using System.Text;
using Qga.Linux.ProcFs;

namespace Qga.Linux.Users;

/// <summary>Parses accounts and groups: the files of passwd(5) and group(5), and the output of getent(1).</summary>
internal static class AccountLines
{
    /// <summary>Finds an account.</summary>
    /// <param name="lines">Lines of passwd(5); others are ignored.</param>
    /// <param name="name">The account's name.</param>
    /// <returns>The account, in no group but its first; null if there is none.</returns>
    public static UserAccount? FindAccount(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> name)
    {
        Span<Range> fields = stackalloc Range[7];
        foreach (Range range in lines.Split((byte)'\n'))
        {
            // 1 name, 2 password, 3 user, 4 group, 5 comment, 6 home, 7 shell
            // kim:x:1000:1000:Kim,,,:/home/kim:/bin/bash
            ReadOnlySpan<byte> line = lines[range];
            if (Split(line, fields) == fields.Length && line[fields[0]].SequenceEqual(name)
                && TryNumber(line[fields[2]], out uint uid) && TryNumber(line[fields[3]], out uint gid))
            {
                return new(Encoding.UTF8.GetString(name), uid, gid, Encoding.UTF8.GetString(line[fields[5]])) { Groups = [gid] };
            }
        }

        return null;
    }

    /// <summary>Finds the groups that an account is in.</summary>
    /// <param name="lines">Lines of group(5); others are ignored.</param>
    /// <param name="name">The account's name.</param>
    /// <param name="first">The account's first group.</param>
    /// <returns>The groups, each once, the first one included.</returns>
    public static IReadOnlyList<uint> GroupsWithMember(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> name, uint first)
    {
        List<uint> groups = [first];
        Span<Range> fields = stackalloc Range[4];
        foreach (Range range in lines.Split((byte)'\n'))
        {
            // 1 name, 2 password, 3 group, 4 members
            // audio:x:29:kim,lee
            ReadOnlySpan<byte> line = lines[range];
            if (Split(line, fields) == fields.Length && TryNumber(line[fields[2]], out uint gid) && Lists(line[fields[3]], name) && !groups.Contains(gid))
            {
                groups.Add(gid);
            }
        }

        return groups;
    }

    /// <summary>Reads the groups of an account.</summary>
    /// <param name="lines">What <c>getent initgroups</c> prints; other lines are ignored.</param>
    /// <param name="name">The account's name.</param>
    /// <param name="first">The account's first group.</param>
    /// <returns>The groups, each once, the first one included.</returns>
    public static IReadOnlyList<uint> ListedGroups(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> name, uint first)
    {
        List<uint> groups = [first];
        foreach (Range range in lines.Split((byte)'\n'))
        {
            // kim                   29 44 1000
            FieldReader fields = new(lines[range]);
            if (!fields.Next().SequenceEqual(name))
            {
                continue;
            }

            while (fields.TryNext(out uint gid))
            {
                if (!groups.Contains(gid))
                {
                    groups.Add(gid);
                }
            }
        }

        return groups;
    }

    private static int Split(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        int count = 0;
        foreach (Range field in line.Split((byte)':'))
        {
            if (count == fields.Length)
            {
                return count + 1;
            }

            fields[count++] = field;
        }

        return count;
    }

    private static bool Lists(ReadOnlySpan<byte> members, ReadOnlySpan<byte> name)
    {
        foreach (Range member in members.Split((byte)','))
        {
            if (members[member].SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out uint number)
    {
        bool isValid = KernelNumber.TryParse(text, out ulong value) && value <= uint.MaxValue;
        number = isValid ? (uint)value : 0;
        return isValid;
    }
}
