namespace Qga.Cli.Machines;

/// <summary>The machine of a guest, seen from outside.</summary>
internal interface IMachine : IAsyncDisposable
{
    /// <summary>Who tells of it, for people: <c>QMP</c>.</summary>
    string Source { get; }

    /// <summary>Whether it can be woken from a suspend to memory; null: unknown.</summary>
    Task<bool?> CanWakeUpAsync(CancellationToken cancellationToken);

    /// <summary>Wakes it from a suspend to memory.</summary>
    Task WakeUpAsync(CancellationToken cancellationToken);

    /// <summary>Begins to watch for a change. What happens from now on is not missed.</summary>
    /// <returns>Waits for the change, and says in words what has happened.</returns>
    Func<CancellationToken, Task<string>> Watch(MachineChange change);
}
