using System.Text;
using Qapi.Runtime.Errors;
using Qga.Agent.Generated;
using Qga.Agent.Logging;
using Qga.Linux;
using Qga.Linux.Processes;

namespace Qga.Agent.Linux.Commands.Suspend;

/// <summary>
/// Sends the guest to sleep: through systemd or pm-utils, which let the system's own services take part, or, where neither can, by the kernel
/// directly. The first way that succeeds ends it, and that is when the guest is awake again.
/// </summary>
/// <param name="programs">Where the programs are; null: in PATH.</param>
/// <param name="powerState">As a rule /sys/power/state.</param>
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

    // A way that is supported and fails is followed by the next; what the last of them said is the answer if none succeeds.
    private CommandResult Suspend(string command, SuspendMode mode)
    {
        Log.Audit($"{command} called");
        string? failure = null;
        bool isDone = (HasUnit(mode) && Run("systemctl", [mode.Systemctl], ref failure))
            || (HasPmUtils(mode) && Run($"pm{mode.PmUtils.AsSpan(1)}", [], ref failure))
            || (HasWord(mode) && Write(mode.Kernel!, ref failure));
        return isDone ? CommandResult.Success : QapiError.Generic(failure ?? "the requested suspend mode is not supported by the guest");
    }

    // systemctl status: 1 to 3 for a unit that is there and does not run, 4 for one that is not there.
    private bool HasUnit(SuspendMode mode) =>
        ProgramRunner.Run(Call("systemctl", ["status", $"systemd-{mode.Systemctl}"], s_questionLimit)) is { End: ProgramEnd.Exited, Number: >= 1 and <= 3 };

    private bool HasPmUtils(SuspendMode mode) => ProgramRunner.Run(Call("pm-is-supported", [mode.PmUtils], s_questionLimit)).Succeeded;

    private bool HasWord(SuspendMode mode) =>
        mode.Kernel is not null && WholeFile.Read(powerState, out byte[] content).IsSuccess
        && Encoding.ASCII.GetString(content).Split([' ', '\n']).Contains(mode.Kernel);

    private bool Run(string program, string[] arguments, ref string? failure)
    {
        ProgramResult result = ProgramRunner.Run(Call(program, arguments, s_suspendLimit));
        string name = string.Join(' ', [program, .. arguments]);
        failure = result.End switch
        {
            ProgramEnd.NotStarted => $"the helper program '{name}' was not found",
            ProgramEnd.TimedOut => $"the helper program '{name}' has not ended within {(long)s_suspendLimit.TotalSeconds} s",
            _ when !result.Succeeded => $"the helper program '{name}' returned an unexpected exit status code ({result.Number})",
            _ => failure,
        };
        return result.Succeeded;
    }

    private bool Write(string word, ref string? failure)
    {
        Errno error = WholeFile.Write(powerState, Encoding.ASCII.GetBytes(word));
        failure = error.IsSuccess ? failure : error.Describe($"suspend: cannot write to '{powerState}'");
        return error.IsSuccess;
    }

    private ProgramCall Call(string program, string[] arguments, TimeSpan limit) =>
        new(programs is null ? program : $"{programs}/{program}", arguments, limit) { OutputLimit = 0 };
}
