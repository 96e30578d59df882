namespace Qga.Testing;

/// <summary>The connections that are open.</summary>
/// <param name="serve">Serves one, with its number, until it ends.</param>
internal sealed class ConnectionSet(Func<Stream, int, Task> serve)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Stream, Task> _open = [];
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Add(Stream stream)
    {
        lock (_gate)
        {
            int number = ++_count;

            // It removes itself at its end, which must not come before it is added.
            _open.Add(stream, Task.Run(() => RunAsync(stream, number)));
        }
    }

    public async Task CloseAllAsync()
    {
        KeyValuePair<Stream, Task>[] open;
        lock (_gate)
        {
            open = [.. _open];
        }

        foreach ((Stream stream, _) in open)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }

        // One that carries out a request goes on with that: a guest does, too.
    }

    private async Task RunAsync(Stream stream, int number)
    {
        try
        {
            await serve(stream, number).ConfigureAwait(false);
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            lock (_gate)
            {
                _open.Remove(stream);
            }
        }
    }
}
