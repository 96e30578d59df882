using Qapi.Runtime.Errors;
using Qga.Agent.Generated;

namespace Qga.Agent.Dispatch;

/// <summary>How long a command may take to begin its reply, measured while the machine is awake.</summary>
/// <param name="Ordinary">What a healthy machine does in milliseconds, a busy one in seconds.</param>
/// <param name="Slow">What the schema marks as slow: hooks of databases, discards of large disks, a machine that sleeps.</param>
internal sealed record Deadlines(TimeSpan Ordinary, TimeSpan Slow)
{
    /// <summary>Clients wait no longer than a minute as a rule; what may be slow may take an hour.</summary>
    public static Deadlines Standard { get; } = new(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));

    /// <summary>The time for a command.</summary>
    /// <param name="command">The command.</param>
    /// <returns>The time.</returns>
    public TimeSpan Of(Command command) => command.Slow ? Slow : Ordinary;

    /// <summary>The refusal of a command that did not begin its reply in time.</summary>
    /// <param name="command">The command.</param>
    /// <returns>The error.</returns>
    public QapiError Exceeded(Command command) =>
        QapiError.Generic($"{command.Name} has not ended within {(long)Of(command).TotalSeconds} s");
}
