using Qga.Linux.Interop;

namespace Qga.Linux.Processes;

/// <summary>The file that a program's name stands for.</summary>
public static class ProgramFile
{
    /// <summary>Finds the file that <see cref="ChildProcess"/> would run, in this process's environment.</summary>
    /// <param name="program">Its path, or a name without a slash that is looked for in PATH.</param>
    /// <param name="name">The file's path without links.</param>
    /// <returns>Why there is none.</returns>
    public static Errno Resolve(string program, out string name)
    {
        name = "";
        Errno refusal = Errno.ENOENT;
        foreach (byte[] candidate in ProgramSearch.Candidates(NativeText.Encode(program), environment: null))
        {
            Errno error = Libc.Access(candidate, Libc.X_OK);
            error = error.IsSuccess ? LinklessPath.Resolve(candidate, out name) : error;
            if (error != Errno.EACCES && error != Errno.ENOENT && error != Errno.ENOTDIR)
            {
                return error;
            }

            refusal = refusal == Errno.EACCES ? refusal : error;
        }

        return refusal;
    }
}
