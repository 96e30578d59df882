using Qga.Agent.Sessions;

namespace Qga.Agent.Linux.Channels;

/// <summary>What a connection is.</summary>
/// <param name="Peer">Who is at its other end, in words.</param>
/// <param name="IsPort">
/// Whether it is a port whose host comes and goes while it stays open: then reading nothing is not the end, but the end of one host's stay.
/// </param>
/// <param name="Executor">What is behind its session; null: what is behind those of all peers.</param>
internal readonly record struct ConnectionKind(string Peer, bool IsPort = false, CallExecutor? Executor = null);
