using Qga.Cli.Discovery;
using Qga.Cli.Guests;

namespace Qga.Cli.Tests;

/// <summary>Guests that a test made.</summary>
internal sealed class FixedSource(params IReadOnlyList<Guest> guests) : IGuestSource
{
    public ValueTask<IReadOnlyList<Guest>> FindAsync(Action<string> notice, CancellationToken cancellationToken) => ValueTask.FromResult(guests);
}
