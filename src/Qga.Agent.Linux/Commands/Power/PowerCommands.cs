using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Agent.Logging;
using Qga.Contracts;
using Qga.Linux.Interop;
using Qga.Linux.Processes;

namespace Qga.Agent.Linux.Commands.Power;

/// <summary>Shuts the guest down through its init system, which stops services and unmounts file systems; no system call does that.</summary>
/// <param name="programs">Where the programs are, usually /sbin.</param>
internal sealed class PowerCommands(string programs) : PowerCommandsBase
{
    // The programs only pass the request on; the shutdown then takes as long as the services need.
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public override CommandResult GuestShutdown(in GuestShutdownArguments arguments)
    {
        Log.Audit($"guest-shutdown called, mode: {arguments.Mode ?? "(null)"}");
        (string Program, string Flag)? way = arguments.Mode switch
        {
            null or "powerdown" => ("poweroff", "-P"),
            "halt" => ("halt", "-H"),
            "reboot" => ("reboot", "-r"),
            _ => null,
        };
        if (way is not { } chosen)
        {
            return QapiError.Generic("mode is invalid (valid values are: halt|powerdown|reboot");
        }

        string program = $"{programs}/{chosen.Program}";
        ProgramCall call = Libc.Access(program, Libc.X_OK).IsSuccess
            ? new(program, [], s_limit)
            : new($"{programs}/shutdown", ["-h", chosen.Flag, "+0", "hypervisor initiated shutdown"], s_limit);
        return HelperProgram.Run("shutdown", call) is { } error ? error : CommandResult.Success;
    }
}
