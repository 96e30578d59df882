using System.Text;

namespace Qga.Linux;

/// <summary>What SELinux has refused to a program, from the lines that auditd or the kernel's own log keeps of it.</summary>
public static class AccessDenials
{
    /// <summary>Collects the refusals, each kind once.</summary>
    /// <param name="log">Lines of a log.</param>
    /// <param name="program">The first 15 bytes of the program's name.</param>
    /// <param name="denials">Gets them: the rights, and what they were for.</param>
    public static void Collect(ReadOnlySpan<byte> log, ReadOnlySpan<byte> program, List<string> denials)
    {
        foreach (Range range in log.Split((byte)'\n'))
        {
            // type=AVC msg=audit(1700000000.123:456): avc:  denied  { read } for  pid=812 comm="qemu-ga" name="shadow" dev="vda1" ino=5
            // scontext=system_u:system_r:virt_qemu_ga_t:s0 tcontext=system_u:object_r:shadow_t:s0 tclass=file permissive=0
            ReadOnlySpan<byte> line = log[range];
            int denied = line.IndexOf("avc:  denied  {"u8);
            int end = denied < 0 ? -1 : line[denied..].IndexOf((byte)'}');
            if (end < 0 || !Value(line, " comm="u8).Trim((byte)'"').SequenceEqual(program))
            {
                continue;
            }

            string rights = Encoding.UTF8.GetString(line.Slice(denied, end)[15..].Trim((byte)' '));
            string kind = Encoding.UTF8.GetString(Value(line, " tclass="u8));
            string name = Encoding.UTF8.GetString(Value(line, " name="u8));
            string context = Encoding.UTF8.GetString(Value(line, " tcontext="u8));
            string denial = $"{rights} of {kind}{(name.Length > 0 ? " " : "")}{name} ({context})";
            if (!denials.Contains(denial))
            {
                denials.Add(denial);
            }
        }
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line, ReadOnlySpan<byte> key)
    {
        int start = line.IndexOf(key);
        if (start < 0)
        {
            return default;
        }

        ReadOnlySpan<byte> rest = line[(start + key.Length)..];
        int end = rest.IndexOf((byte)' ');
        return end < 0 ? rest : rest[..end];
    }
}
