using Qga.Client;

namespace Qga.Cli.Guests;

/// <summary>A guest that the user named, or that was found on this host.</summary>
/// <param name="Name">How the user calls it.</param>
/// <param name="Address">Where its agent is reached; null: it has no port for an agent that this host can reach.</param>
/// <param name="By">Who runs it, for people: <c>libvirt (system)</c>, <c>qemu</c>, <c>file</c>.</param>
/// <param name="Monitor">The unix socket of its QMP monitor; null if none is known.</param>
/// <param name="Problem">Why what is known of it is not the whole; null: it is.</param>
internal sealed record Guest(string Name, GuestAddress? Address, string By, string? Monitor = null, string? Problem = null)
{
    /// <summary>A second name that the user may call it by, such as Proxmox's number; null: none.</summary>
    public string? Alias { get; init; }

    /// <summary>Its UUID, by which two sources know that they speak of the same guest; null: not known.</summary>
    public Guid? Uuid { get; init; }

    /// <summary>Whether nothing of this name was found: it stands among others for which there are answers.</summary>
    public bool IsMissing { get; private init; }

    /// <summary>What is known of its agent without asking it, so that nobody waits for an answer that cannot come; null: it has to be asked.</summary>
    public AgentState? KnownState { get; init; }

    /// <summary>What stands for a name, or a pattern, that means no guest.</summary>
    public static Guest Missing(string name) => new(name, null, "nobody", Problem: $"there is no guest '{name}' on this host") { IsMissing = true };
}
