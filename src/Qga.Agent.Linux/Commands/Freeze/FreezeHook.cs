using Qapi.Runtime.Errors;
using Qga.Agent.Logging;

namespace Qga.Agent.Linux.Commands.Freeze;

/// <summary>The administrator's program, which is run before a freeze and after a thaw so that databases can be quiesced.</summary>
/// <param name="program">Its path; null if there is none.</param>
/// <param name="limit">How long it may take each time.</param>
internal sealed class FreezeHook(string? program, TimeSpan limit)
{
    /// <summary>Announces a freeze; an error forbids it.</summary>
    public QapiError? BeforeFreeze() => Run("freeze");

    /// <summary>Announces that the freeze is over, or was given up.</summary>
    public QapiError? AfterThaw() => Run("thaw");

    private QapiError? Run(string word)
    {
        if (program is null)
        {
            return null;
        }

        Log.Audit($"executing fsfreeze hook with arg '{word}'");
        return HelperProgram.Run("execute fsfreeze hook", new(program, [word], limit));
    }
}
