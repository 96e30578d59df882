using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Agent.Logging;
using Qga.Contracts;
using Qga.Linux.Interop;
using Qga.Linux.Processes;

namespace Qga.Agent.Linux.Commands.Power;

/// <summary>Shuts the guest down through its init system, which stops services and unmounts file systems; no system call does that.</summary>
/// <param name="folders">Where the programs may be, the best place first: usually /sbin, which is empty or missing on NixOS and Guix, and PATH.</param>
internal sealed class PowerCommands(IReadOnlyList<string> folders) : PowerCommandsBase
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

        string[] names = [chosen.Program, "shutdown", "systemctl"];
        string? program = null;
        int number = 0;
        while (number < names.Length && (program = Find(names[number], folders)) is null)
        {
            number++;
        }

        ProgramCall call = new(
            program ?? $"{folders[0]}/shutdown",
            number switch
            {
                0 => [],
                2 => [chosen.Program],
                _ => ["-h", chosen.Flag, "+0", "hypervisor initiated shutdown"],
            },
            s_limit);
        return HelperProgram.Run("shutdown", call) is { } error ? error : CommandResult.Success;
    }

    /// <summary>Finds a program.</summary>
    /// <returns>Its path; null if no folder has it.</returns>
    public static string? Find(string name, IReadOnlyList<string> folders)
    {
        foreach (string folder in folders)
        {
            string program = $"{folder}/{name}";
            if (Libc.Access(program, Libc.X_OK).IsSuccess)
            {
                return program;
            }
        }

        return null;
    }

    /// <summary>Where the programs are as a rule.</summary>
    public static IReadOnlyList<string> UsualFolders
    {
        get
        {
            List<string> folders = ["/sbin"];
            foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "/bin:/usr/bin").Split(':'))
            {
                if (folder is ['/', ..])
                {
                    folders.Add(folder);
                }
            }

            return folders;
        }
    }
}
