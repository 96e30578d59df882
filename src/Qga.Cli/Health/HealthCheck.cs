using Qga.Cli.Output;

namespace Qga.Cli.Health;

/// <summary>One link of the chain from this host to the agent.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="State">How it is: <c>ok</c>, <c>note</c>, <c>broken</c>; null: it cannot be said.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Remedy">The command that mends it; null: none is needed, or none is known.</param>
internal sealed record HealthCheck(string Name, State? State, string Detail, string? Remedy = null)
{
    /// <summary>The agent's port is in use.</summary>
    public static HealthCheck OpenedPort { get; } = Ok("opened", "a program in the guest has opened the port");

    /// <summary>The agent's port is not in use.</summary>
    public static HealthCheck UnopenedPort { get; } = Broken(
        "opened", "nobody in the guest has opened the port: the agent does not run", "in the guest: systemctl enable --now qemu-guest-agent");

    public bool IsBroken => State?.Mood == Mood.Bad;

    public static HealthCheck Ok(string name, string detail) => new(name, State.Good("ok"), detail);

    public static HealthCheck Note(string name, string detail, string? remedy = null) => new(name, State.Warning("note"), detail, remedy);

    public static HealthCheck Broken(string name, string detail, string? remedy = null) => new(name, State.Bad("broken"), detail, remedy);

    public static HealthCheck Unknown(string name, string detail) => new(name, null, detail);
}
