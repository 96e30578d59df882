using Qga.Linux.Interop;

namespace Qga.Linux.ProcFs;

/// <summary>What a process may do, from proc_pid_status(5).</summary>
public static class ProcessRights
{
    /// <summary>Reads the capabilities that count for its system calls.</summary>
    /// <param name="folder">The process's, such as /proc/self.</param>
    /// <param name="capabilities">A bit for each of capabilities(7).</param>
    /// <returns>Why they cannot be read.</returns>
    public static Errno Read(string folder, out ulong capabilities)
    {
        capabilities = 0;
        using FileContent content = WholeFile.Read($"{folder}/status");
        foreach (Range range in content.Bytes.Split((byte)'\n'))
        {
            // CapEff:	000001ffffffffff
            ReadOnlySpan<byte> line = content.Bytes[range];
            if (line.StartsWith("CapEff:"u8) && KernelNumber.TryParseHexadecimal(line[7..].Trim(" \t"u8), out capabilities))
            {
                return default;
            }
        }

        return content.Error.IsSuccess ? Errno.ENOENT : content.Error;
    }
}
