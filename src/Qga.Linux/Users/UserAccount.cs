namespace Qga.Linux.Users;

/// <summary>An account, as the system's name service has it; passwd(5).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its number.</param>
/// <param name="Gid">The number of its first group.</param>
/// <param name="Home">Its home directory.</param>
public sealed record UserAccount(string Name, uint Uid, uint Gid, string Home)
{
    /// <summary>The numbers of all groups that it is in, the first one included.</summary>
    public required IReadOnlyList<uint> Groups { get; init; }
}
