namespace Qga.Client;

/// <summary>
/// How <c>/bin/sh</c> of a guest starts a program. Everything that varies is an argument of the shell: no text of the caller is read as shell text.
/// </summary>
internal static class GuestShell
{
    public const string Path = "/bin/sh";

    // $1 the working directory, $2 the folder of its input and output, $3 whether standard error goes where standard output goes, each may be empty; then the
    // program with its arguments. The program replaces the shell. It leads a process group, so that what it starts can be ended with it: the
    // children of QEMU's agent are in the agent's group, those of ours lead one already, and setsid would fork then.
    private const string Start = """
        w=$1 d=$2 m=$3
        shift 3
        if [ -n "$d" ]; then
          if [ -f "$d/in" ]; then exec <"$d/in"; fi
          if [ -f "$d/out" ]; then exec >>"$d/out" 2>>"$d/err"; fi
        fi
        if [ -n "$m" ]; then exec 2>&1; fi
        if [ -n "$w" ]; then
          unset CDPATH
          cd -- "$w" >/dev/null || exit 126
        fi
        if kill -0 -$$ 2>/dev/null; then exec "$@"; fi
        if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; fi
        exec "$@"
        """;

    private const string End = """kill "-$1" "-$2" 2>/dev/null || kill "-$1" "$2" """;

    /// <summary>The arguments of the shell that start a program.</summary>
    /// <param name="line">The program.</param>
    /// <param name="folder">Where its output goes; null: where the agent takes it.</param>
    public static List<string> StartArguments(GuestCommandLine line, string? folder)
    {
        List<string> arguments = ["-c", Start, "sh", line.WorkingDirectory ?? "", folder ?? "", line.MergesError ? "1" : ""];
        if (line.Environment.Count > 0)
        {
            // env(1) adds to the environment that it has. It takes what has an equals sign for a variable.
            arguments.Add("env");
            arguments.AddRange(line.Environment.Select(variable => $"{variable.Key}={variable.Value}"));
            if (line.Program.Contains('='))
            {
                arguments.AddRange([Path, "-c", "exec \"$0\" \"$@\""]);
            }
        }

        arguments.Add(line.Program);
        arguments.AddRange(line.Arguments);
        return arguments;
    }

    /// <summary>The arguments of the shell that send a signal to a program and what it has started.</summary>
    public static IReadOnlyList<string> KillArguments(long pid, string signal) =>
        ["-c", End, "sh", signal, pid.ToString(System.Globalization.CultureInfo.InvariantCulture)];

    /// <summary>Whether the shell can start a program: a name that begins with a minus would be an option to it.</summary>
    public static bool CanStart(GuestCommandLine line) => !line.Program.StartsWith('-');
}
