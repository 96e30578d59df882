using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Qga.Client.Hosting;

internal sealed class GuestAgentClientFactory(IOptionsMonitor<GuestAgentOptions> options, ILoggerFactory? loggers = null) :
    IGuestAgentClientFactory, IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<GuestAgentClient>> _clients = new(StringComparer.Ordinal);

    public GuestAgentClient GetClient(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _clients.GetOrAdd(name, key => new(() => Create(key))).Value;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Lazy<GuestAgentClient> client in _clients.Values)
        {
            if (client.IsValueCreated)
            {
                await client.Value.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    // A container that is disposed of synchronously asks for it. The transports close without waiting.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private GuestAgentClient Create(string name)
    {
        GuestAgentOptions guest = options.Get(name);
        GuestAgentClientOptions chosen = new()
        {
            CallTimeout = guest.CallTimeout,
            SlowCallTimeout = guest.SlowCallTimeout,
            Stream = new() { SynchronizationTimeout = guest.ConnectTimeout },
            LoggerFactory = loggers,
        };
        return new(GuestAddress.Parse(guest.Address), chosen);
    }
}
