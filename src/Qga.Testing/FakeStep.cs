namespace Qga.Testing;

/// <summary>
/// What becomes of one request, if it is not simply carried out and answered. The static members are the usual faults; <c>with</c> joins them:
/// <c>FakeStep.LoseReply with { Closes = true }</c>.
/// </summary>
/// <remarks>
/// The order of effects is: <see cref="DelayBefore"/>, <see cref="Gate"/>, the command, <see cref="DelayAfter"/>, <see cref="Garbage"/>, the reply, the end
/// of the connection. An agent does one thing at a time: while it waits, every other request waits too, whatever connection it comes through.
/// </remarks>
public sealed record FakeStep
{
    /// <summary>The request is carried out and answered.</summary>
    public static FakeStep Ordinary { get; } = new();

    /// <summary>The request is neither carried out nor answered.</summary>
    public static FakeStep LoseRequest { get; } = new() { IsCarriedOut = false, IsAnswered = false };

    /// <summary>The request is carried out and not answered.</summary>
    public static FakeStep LoseReply { get; } = new() { IsAnswered = false };

    /// <summary>The connection ends before the request is carried out.</summary>
    public static FakeStep CloseBefore { get; } = LoseRequest with { Closes = true };

    /// <summary>The connection ends after the request was carried out, before the reply.</summary>
    public static FakeStep CloseAfter { get; } = LoseReply with { Closes = true };

    /// <summary>Whether the request is carried out. Where it is not, only <see cref="Reply"/> can be the answer.</summary>
    public bool IsCarriedOut { get; init; } = true;

    /// <summary>Whether the reply is sent.</summary>
    public bool IsAnswered { get; init; } = true;

    /// <summary>Whether the connection ends after this.</summary>
    public bool Closes { get; init; }

    /// <summary>How long the agent waits before it carries the request out, by the clock of the agent.</summary>
    public TimeSpan DelayBefore { get; init; }

    /// <summary>How long the agent waits before it answers, by the clock of the agent.</summary>
    public TimeSpan DelayAfter { get; init; }

    /// <summary>What the agent waits for before it carries the request out; null: nothing.</summary>
    public Task? Gate { get; init; }

    /// <summary>Bytes that are sent before the reply, or instead of it where <see cref="IsAnswered"/> is false.</summary>
    public ReadOnlyMemory<byte> Garbage { get; init; }

    /// <summary>The answer in place of the command's own; null: the command's own.</summary>
    public FakeReply? Reply { get; init; }

    /// <summary>The request is carried out late.</summary>
    /// <param name="time">How late.</param>
    /// <returns>The step.</returns>
    public static FakeStep Delay(TimeSpan time) => new() { DelayBefore = time };

    /// <summary>The request is carried out at once and answered late.</summary>
    /// <param name="time">How late.</param>
    /// <returns>The step.</returns>
    public static FakeStep ReplyLate(TimeSpan time) => new() { DelayAfter = time };

    /// <summary>The request waits until a task of the test's has ended.</summary>
    /// <param name="gate">The task.</param>
    /// <returns>The step.</returns>
    public static FakeStep Hold(Task gate) => new() { Gate = gate };

    /// <summary>Bytes come before the reply.</summary>
    /// <param name="garbage">The bytes.</param>
    /// <returns>The step.</returns>
    public static FakeStep GarbageBefore(ReadOnlySpan<byte> garbage) => new() { Garbage = garbage.ToArray() };

    /// <summary>The request is carried out, and bytes come instead of the reply.</summary>
    /// <param name="garbage">The bytes.</param>
    /// <returns>The step.</returns>
    public static FakeStep GarbageInstead(ReadOnlySpan<byte> garbage) => LoseReply with { Garbage = garbage.ToArray() };

    /// <summary>The request is not carried out, and answered with a reply of the test's.</summary>
    /// <param name="reply">The reply.</param>
    /// <returns>The step.</returns>
    public static FakeStep Answer(FakeReply reply) => new() { IsCarriedOut = false, Reply = reply };
}
