using System.Diagnostics.CodeAnalysis;

namespace Qga.Client;

/// <summary>
/// Something about a guest that its agent tells, or that remains unknown as the agent has no command for it, may not run it, or fails at it. That
/// is no exception: agents differ by age, system and configuration. Calls that are lost or not answered are.
/// </summary>
/// <typeparam name="T">What it is.</typeparam>
public sealed record GuestFact<T>
    where T : class
{
    private GuestFact()
    {
    }

    /// <summary>What the agent tells; null: unknown.</summary>
    public T? Value { get; private init; }

    /// <summary>Why it is unknown, in the agent's words; null: it is known.</summary>
    public string? UnknownReason { get; private init; }

    /// <summary>Whether the agent tells it.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(UnknownReason))]
    public bool IsKnown => Value is not null;

    internal static GuestFact<T> Known(T value) => new() { Value = value };

    internal static GuestFact<T> Unknown(string reason) => new() { UnknownReason = reason };

    internal GuestFact<TOther> Select<TOther>(Func<T, TOther> convert)
        where TOther : class =>
        IsKnown ? GuestFact<TOther>.Known(convert(Value)) : GuestFact<TOther>.Unknown(UnknownReason);

    /// <summary>Awaits a call, whose refusal makes the fact unknown.</summary>
    internal static async Task<GuestFact<T>> AskAsync(Task<T> call)
    {
        try
        {
            return Known(await call.ConfigureAwait(false));
        }
        catch (GuestAgentRefusedException refusal)
        {
            return Unknown(refusal.Message);
        }
    }
}
