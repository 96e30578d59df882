namespace Qapi.Runtime.Calling;

/// <summary>A command as a client calls it.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="IsSlow">Whether the schema says that it may take longer than others: its feature <c>slow</c>.</param>
public readonly record struct RemoteCommand(string Name, bool IsSlow = false)
{
    /// <summary>A command of which nothing but the name is known.</summary>
    /// <param name="name">Its name on the wire.</param>
    public static implicit operator RemoteCommand(string name) => new(name);
}
