using Qga.Cli.Discovery;
using Qga.Cli.Guests;
using Qga.Client;

namespace Qga.Cli.Tests;

/// <summary>A host with one guest, <c>web1</c>.</summary>
/// <param name="address">Its agent's socket.</param>
/// <param name="monitor">Its monitor's; null: none is known.</param>
internal sealed class OneGuest(string address, string? monitor = null) : IGuestSource
{
    public ValueTask<IReadOnlyList<Guest>> FindAsync(Action<string> notice, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<Guest>>([new("web1", new UnixGuestAddress(address), "test", monitor)]);
}
