using System.Runtime.InteropServices;
using Qga.Linux.Interop;

namespace Qga.Linux.Processes;

/// <summary>Finds a program by its name as execvp(3) does, in the PATH of any environment.</summary>
internal static class ProgramSearch
{
    private static readonly byte[] s_defaultPath = "/bin:/usr/bin"u8.ToArray();

    /// <summary>Lists the files that a program's name may stand for, best first.</summary>
    /// <param name="program">Its path, which stands for itself, or a name without a slash.</param>
    /// <param name="environment">The environment with the PATH; this process's where it is null or has none.</param>
    /// <returns>Paths, of files that may or may not be there. One that is empty stands for the name in the current directory.</returns>
    public static IEnumerable<byte[]> Candidates(byte[] program, NativeStrings? environment)
    {
        if (program.AsSpan().Contains((byte)'/'))
        {
            yield return program;
            yield break;
        }

        byte[] path = PathOf(environment) ?? OwnPath() ?? s_defaultPath;
        int start = 0;
        while (program.Length > 0 && start <= path.Length)
        {
            int length = path.AsSpan(start).IndexOf((byte)':');
            int end = length < 0 ? path.Length : start + length;
            yield return end == start ? program : [.. path.AsSpan(start, end - start), (byte)'/', .. program];
            start = end + 1;
        }
    }

    private static byte[]? PathOf(NativeStrings? environment)
    {
        for (int index = 0; index < environment?.Count; index++)
        {
            if (environment[index].StartsWith("PATH="u8))
            {
                return environment[index][5..].ToArray();
            }
        }

        return null;
    }

    private static unsafe byte[]? OwnPath()
    {
        for (byte** next = Libc.Environ; next is not null && *next is not null; next++)
        {
            ReadOnlySpan<byte> text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*next);
            if (text.StartsWith("PATH="u8))
            {
                return text[5..].ToArray();
            }
        }

        return null;
    }
}
