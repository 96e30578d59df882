using System.Text;
using Qapi.Runtime.Errors;
using Qga.Linux.Interop;
using Qga.Linux.Processes;

namespace Qga.Agent.Linux.Commands;

/// <summary>Helper programs, and how their failures read to clients.</summary>
internal static class HelperProgram
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="action">The purpose, as the error says it: <c>execute fsfreeze hook</c>.</param>
    /// <param name="call">The program.</param>
    public static QapiError? Run(string action, ProgramCall call)
    {
        ProgramResult result = ProgramRunner.Run(call);
        string output = Encoding.UTF8.GetString(result.Output.Span);
        return result.End switch
        {
            ProgramEnd.Exited when result.Number == 0 => null,
            ProgramEnd.Exited => Failed(action, output.Length > 0 ? output : $"exit status {result.Number}"),
            ProgramEnd.Signaled => QapiError.Generic($"child process has terminated abnormally{(output.Length > 0 ? $": {output}" : "")}"),
            ProgramEnd.TimedOut => Failed(action, $"it has not ended within {(long)call.Limit.TotalSeconds} s"),
            _ => Failed(action, $"failed to exec '{call.Program}': {new Errno(result.Number).Message}\n"),
        };
    }

    private static QapiError Failed(string action, string reason) => QapiError.Generic($"child process has failed to {action}: {reason}");
}
