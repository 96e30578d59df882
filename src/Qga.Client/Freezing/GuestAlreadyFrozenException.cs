namespace Qga.Client;

/// <summary>
/// The guest's file systems are frozen already, by another host or by an earlier one that never thawed them. Nothing was done; a thaw would take the
/// other's freeze away.
/// </summary>
public sealed class GuestAlreadyFrozenException() : GuestAgentException("the guest is frozen already, and not by this freeze");
