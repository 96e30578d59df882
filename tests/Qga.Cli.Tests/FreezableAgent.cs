namespace Qga.Cli.Tests;

/// <summary>An agent that a test plays whose file systems can be frozen: three of them.</summary>
internal static class FreezableAgent
{
    private const int FileSystems = 3;

    /// <summary>Starts one.</summary>
    /// <param name="state">Knows how many are frozen.</param>
    public static ListeningAgent Start(out FrozenState state)
    {
        FrozenState frozen = new();
        state = frozen;
        return new ListeningAgent()
            .On("guest-fsfreeze-status", call => $"{{\"return\": \"{(frozen.Count > 0 ? "frozen" : "thawed")}\"}}")
            .On("guest-fsfreeze-freeze", call => frozen.Freeze(FileSystems))
            .On("guest-fsfreeze-freeze-list", call => frozen.Freeze(call.GetProperty("mountpoints").GetArrayLength()))
            .On("guest-fsfreeze-thaw", call => frozen.Thaw());
    }
}

/// <summary>How many file systems of a played guest are frozen.</summary>
internal sealed class FrozenState
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public string Freeze(int count)
    {
        Volatile.Write(ref _count, count);
        return $"{{\"return\": {count}}}";
    }

    public string Thaw() => $"{{\"return\": {Interlocked.Exchange(ref _count, 0)}}}";
}
