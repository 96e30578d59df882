using System.Text;
using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Agent.Logging;
using Qga.Linux;
using Qga.Linux.Interop;
using Qga.Linux.Processes;

namespace Qga.Agent.Linux.Commands.Suspend;

/// <summary>
/// Suspends the guest: through systemd or pm-utils, which run the hooks of the system's services, or, where neither can, through the kernel directly.
/// Each way returns when the guest has resumed.
/// </summary>
/// <param name="programs">Where the programs are; null: in PATH.</param>
/// <param name="powerState">Usually /sys/power/state.</param>
internal sealed class SuspendCommands(string? programs, string powerState) : SuspendCommandsBase
{
    private static readonly TimeSpan s_questionLimit = TimeSpan.FromSeconds(30);

    // The memory of a large guest is written to its disk in between. Sleep itself does not count.
    private static readonly TimeSpan s_suspendLimit = TimeSpan.FromMinutes(30);

    /// <inheritdoc/>
    public override CommandResult GuestSuspendDisk() => Suspend("guest-suspend-disk", SuspendMode.Disk);

    /// <inheritdoc/>
    public override CommandResult GuestSuspendRam() => Suspend("guest-suspend-ram", SuspendMode.Ram);

    /// <inheritdoc/>
    public override CommandResult GuestSuspendHybrid() => Suspend("guest-suspend-hybrid", SuspendMode.Hybrid);

    // A way that is supported and fails is followed by the next; the error of the last one is the answer if none succeeds.
    private CommandResult Suspend(string command, SuspendMode mode)
    {
        Log.Audit($"{command} called");
        (Func<Errno> Find, Func<QapiError?> Try)[] ways =
        [
            (() => FindUnit(mode), () => Run("systemctl", [mode.Systemctl])),
            (() => FindPmUtils(mode), () => Run($"pm{mode.PmUtils.AsSpan(1)}", [])),
            (() => FindWord(mode), () => Write(mode.Kernel!)),
        ];
        QapiError error = QapiError.Generic("the requested suspend mode is not supported by the guest");
        foreach ((Func<Errno> find, Func<QapiError?> tryIt) in ways)
        {
            Errno missing = find();
            if (missing.IsShortage)
            {
                return QapiError.Generic(missing.Describe("failed to find a way to suspend the guest"));
            }

            if (missing.IsSuccess)
            {
                if (tryIt() is not { } failed)
                {
                    return CommandResult.Success;
                }

                error = failed;
            }
        }

        return error;
    }

    // systemctl status: 1 to 3 for a unit that exists and does not run, 4 for one that does not exist.
    private Errno FindUnit(SuspendMode mode) =>
        Find(ProgramRunner.Run(Call("systemctl", ["status", $"systemd-{mode.Systemctl}"], s_questionLimit)), static status => status is >= 1 and <= 3);

    private Errno FindPmUtils(SuspendMode mode) =>
        Find(ProgramRunner.Run(Call("pm-is-supported", [mode.PmUtils], s_questionLimit)), static status => status == 0);

    private static Errno Find(ProgramResult answer, Func<int, bool> isThere) => answer.End switch
    {
        ProgramEnd.NotStarted => new(answer.Number),
        ProgramEnd.Exited when isThere(answer.Number) => default,
        _ => Errno.ENOENT,
    };

    private Errno FindWord(SuspendMode mode)
    {
        if (mode.Kernel is null)
        {
            return Errno.ENOENT;
        }

        Errno error = WholeFile.Read(powerState, out byte[] content);
        return error.IsSuccess && !Encoding.ASCII.GetString(content).Split([' ', '\n']).Contains(mode.Kernel) ? Errno.ENOENT : error;
    }

    private QapiError? Run(string program, string[] arguments)
    {
        ProgramResult result = ProgramRunner.Run(Call(program, arguments, s_suspendLimit));
        string name = string.Join(' ', [program, .. arguments]);
        return result.End switch
        {
            ProgramEnd.NotStarted when new Errno(result.Number) is { IsShortage: true } shortage =>
                QapiError.Generic(shortage.Describe($"failed to start the helper program '{name}'")),
            ProgramEnd.NotStarted => QapiError.Generic($"the helper program '{name}' was not found"),
            ProgramEnd.TimedOut => QapiError.Generic($"the helper program '{name}' has not ended within {(long)s_suspendLimit.TotalSeconds} s"),
            _ when !result.Succeeded => QapiError.Generic($"the helper program '{name}' returned an unexpected exit status code ({result.Number})"),
            _ => null,
        };
    }

    private QapiError? Write(string word)
    {
        Errno error = WholeFile.Write(powerState, Encoding.ASCII.GetBytes(word));
        return error.IsSuccess ? null : QapiError.Generic(error.Describe($"suspend: cannot write to '{powerState}'"));
    }

    private ProgramCall Call(string program, string[] arguments, TimeSpan limit) =>
        new(programs is null ? program : $"{programs}/{program}", arguments, limit) { OutputLimit = 0 };
}
