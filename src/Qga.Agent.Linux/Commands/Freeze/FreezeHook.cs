using Qapi.Runtime.Errors;
using Qga.Agent.Logging;

namespace Qga.Agent.Linux.Commands.Freeze;

/// <summary>The administrator's program that is told before a freeze and after a thaw, so that databases can be brought to rest.</summary>
/// <param name="program">Its path; null if there is none.</param>
/// <param name="limit">How long it may take each time.</param>
internal sealed class FreezeHook(string? program, TimeSpan limit)
{
    /// <summary>Says that a freeze is about to begin.</summary>
    /// <returns>Why there shall be none.</returns>
    public QapiError? BeforeFreeze() => Run("freeze");

    /// <summary>Says that the freeze is over, or has not come about.</summary>
    /// <returns>What went wrong with the program.</returns>
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
