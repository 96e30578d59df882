using Qga.Agent.Policy;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Linux.Processes;

namespace Qga.Agent.Linux.Commands.Exec;

/// <summary>
/// Which programs guest-exec may run. A program is run by the path that it was judged by, so that path must be one that others cannot change: whoever
/// could replace the program would have the agent's rights.
/// </summary>
/// <param name="programs">The permitted ones.</param>
internal sealed class ProgramRule(PatternRule programs)
{
    /// <summary>Judges a program.</summary>
    /// <param name="program">Its path or its name, as the client gave it.</param>
    /// <param name="hasEnvironment">Whether the client gives an environment.</param>
    /// <param name="file">The path of its file without links.</param>
    /// <param name="error">Why it cannot be found.</param>
    /// <returns>The rule that refuses it, for people; null if none does.</returns>
    public string? Judge(string program, bool hasEnvironment, out string file, out Errno error)
    {
        error = ProgramFile.Resolve(program, out file);
        file = error.IsSuccess ? file : LinklessPath.Normalize(program);

        // A name that is nowhere in PATH can tell what it likes.
        string? refusal = error.IsSuccess || program.Contains('/', StringComparison.Ordinal) ? programs.Refusal(file) : null;
        if (refusal is not null || !error.IsSuccess)
        {
            return refusal;
        }

        // With LD_PRELOAD and its like any program does anything.
        if (hasEnvironment)
        {
            return $"'env' is not permitted together with '{programs.Key}'";
        }

        error = FileTrust.FindUntrusted(file, out string? untrusted);
        return untrusted is null ? null : $"others can change '{untrusted}'";
    }
}
