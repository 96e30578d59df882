using Qapi.Runtime.Errors;

namespace Qga.Agent.Dispatch;

/// <summary>How long a command may take to begin its reply, measured while the machine is awake.</summary>
/// <param name="Ordinary">What a healthy machine does in milliseconds, a busy one in seconds.</param>
/// <param name="Slow">What the schema marks as slow: hooks of databases, discards of large disks, a machine that sleeps.</param>
internal sealed record Deadlines(TimeSpan Ordinary, TimeSpan Slow)
{
    /// <summary>Clients wait no longer than a minute as a rule; what may be slow may take an hour.</summary>
    public static Deadlines Standard { get; } = new(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));

    /// <summary>The time for a call.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The time.</returns>
    public TimeSpan Of(Call call) => call.Command is { Slow: true } ? Slow : Ordinary;

    /// <summary>The refusal of a call that did not begin its reply in time.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The error.</returns>
    public QapiError Exceeded(Call call) => QapiError.Generic($"{call.Name} has not ended within {(long)Of(call).TotalSeconds} s");
}
